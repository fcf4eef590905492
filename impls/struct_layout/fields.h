#ifndef PAWL_IMPLS_STRUCT_LAYOUT_FIELDS_H_
#define PAWL_IMPLS_STRUCT_LAYOUT_FIELDS_H_

// Copies between structs that have the same members in another order. What no scan reads is apart, since a store may
// keep it apart, in a struct that has nothing else.
namespace struct_layout {

template <typename From, typename To>
void CopyRestOfBuild(const From& from, To& to) {
  to.id = from.id;
  to.queued_at_ns = from.queued_at_ns;
  to.no_cache = from.no_cache;
  to.pull = from.pull;
  to.exit_code = from.exit_code;
  to.app = from.app;
  to.verbose = from.verbose;
  to.context_bytes = from.context_bytes;
  to.kind = from.kind;
  to.file = from.file;
  to.image = from.image;
  to.steps = from.steps;
  to.pushed = from.pushed;
}

template <typename From, typename To>
void CopyBuild(const From& from, To& to) {
  to.status = from.status;
  to.started_at_ns = from.started_at_ns;
  to.finished_at_ns = from.finished_at_ns;
  CopyRestOfBuild(from, to);
}

template <typename From, typename To>
void CopyRestOfLogEntry(const From& from, To& to) {
  to.time_ns = from.time_ns;
  to.stream = from.stream;
  to.text_offset = from.text_offset;
  to.truncated = from.truncated;
  to.text_bytes = from.text_bytes;
  to.step = from.step;
  to.sequence = from.sequence;
  to.structured = from.structured;
}

template <typename From, typename To>
void CopyLogEntry(const From& from, To& to) {
  to.level = from.level;
  to.source = from.source;
  CopyRestOfLogEntry(from, to);
}

template <typename From, typename To>
void CopyRestOfContainer(const From& from, To& to) {
  to.id = from.id;
  to.created_at_ns = from.created_at_ns;
  to.privileged = from.privileged;
  to.exit_code = from.exit_code;
  to.finished_at_ns = from.finished_at_ns;
  to.oom_killed = from.oom_killed;
  to.image = from.image;
  to.restarts = from.restarts;
  to.name = from.name;
  to.restart_policy = from.restart_policy;
  to.memory_limit_mib = from.memory_limit_mib;
  to.auto_remove = from.auto_remove;
}

template <typename From, typename To>
void CopyContainer(const From& from, To& to) {
  to.state = from.state;
  to.started_at_ns = from.started_at_ns;
  to.writable_bytes = from.writable_bytes;
  CopyRestOfContainer(from, to);
}

template <typename From, typename To>
void CopyRestOfImage(const From& from, To& to) {
  to.id = from.id;
  to.created_at_ns = from.created_at_ns;
  to.architecture = from.architecture;
  to.repository = from.repository;
  to.operating_system = from.operating_system;
  to.layers = from.layers;
  to.shared_bytes = from.shared_bytes;
  to.dangling = from.dangling;
  to.tag = from.tag;
  to.is_signed = from.is_signed;
}

template <typename From, typename To>
void CopyImage(const From& from, To& to) {
  to.pinned = from.pinned;
  to.size_bytes = from.size_bytes;
  to.last_used_at_ns = from.last_used_at_ns;
  to.containers = from.containers;
  CopyRestOfImage(from, to);
}

}  // namespace struct_layout

#endif  // PAWL_IMPLS_STRUCT_LAYOUT_FIELDS_H_
