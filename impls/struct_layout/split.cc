#include "impls/struct_layout/split.h"

#include "impls/struct_layout/fields.h"

namespace struct_layout {

Split::Split(const Records& records) {
  const auto reserve = [](size_t size, auto&... columns) { (columns.reserve(size), ...); };
  reserve(records.builds.size(), builds_.status, builds_.started_at_ns, builds_.finished_at_ns, builds_.rest);
  reserve(records.log.size(), log_.level, log_.source, log_.rest);
  reserve(records.containers.size(), containers_.state, containers_.started_at_ns, containers_.writable_bytes,
          containers_.rest);
  reserve(records.images.size(), images_.pinned, images_.containers, images_.last_used_at_ns, images_.size_bytes,
          images_.rest);
  for (const Build& build : records.builds) {
    builds_.status.push_back(build.status);
    builds_.started_at_ns.push_back(build.started_at_ns);
    builds_.finished_at_ns.push_back(build.finished_at_ns);
    CopyRestOfBuild(build, builds_.rest.emplace_back());
  }
  for (const LogEntry& entry : records.log) {
    log_.level.push_back(entry.level);
    log_.source.push_back(entry.source);
    CopyRestOfLogEntry(entry, log_.rest.emplace_back());
  }
  for (const Container& container : records.containers) {
    containers_.state.push_back(container.state);
    containers_.started_at_ns.push_back(container.started_at_ns);
    containers_.writable_bytes.push_back(container.writable_bytes);
    CopyRestOfContainer(container, containers_.rest.emplace_back());
  }
  for (const Image& image : records.images) {
    images_.pinned.push_back(uint8_t{image.pinned});
    images_.containers.push_back(image.containers);
    images_.last_used_at_ns.push_back(image.last_used_at_ns);
    images_.size_bytes.push_back(image.size_bytes);
    CopyRestOfImage(image, images_.rest.emplace_back());
  }
}

Records Split::Load() const {
  Records records;
  for (size_t i = 0; i < builds_.rest.size(); ++i) {
    Build& build = records.builds.emplace_back();
    build.status = builds_.status[i];
    build.started_at_ns = builds_.started_at_ns[i];
    build.finished_at_ns = builds_.finished_at_ns[i];
    CopyRestOfBuild(builds_.rest[i], build);
  }
  for (size_t i = 0; i < log_.rest.size(); ++i) {
    LogEntry& entry = records.log.emplace_back();
    entry.level = log_.level[i];
    entry.source = log_.source[i];
    CopyRestOfLogEntry(log_.rest[i], entry);
  }
  for (size_t i = 0; i < containers_.rest.size(); ++i) {
    Container& container = records.containers.emplace_back();
    container.state = containers_.state[i];
    container.started_at_ns = containers_.started_at_ns[i];
    container.writable_bytes = containers_.writable_bytes[i];
    CopyRestOfContainer(containers_.rest[i], container);
  }
  for (size_t i = 0; i < images_.rest.size(); ++i) {
    Image& image = records.images.emplace_back();
    image.pinned = images_.pinned[i] != 0;
    image.containers = images_.containers[i];
    image.last_used_at_ns = images_.last_used_at_ns[i];
    image.size_bytes = images_.size_bytes[i];
    CopyRestOfImage(images_.rest[i], image);
  }
  return records;
}

}  // namespace struct_layout
