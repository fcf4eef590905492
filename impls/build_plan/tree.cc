#include "impls/build_plan/tree.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

namespace build_plan {
namespace {

template <typename Fn>
void ForEachKind(unsigned set, Fn fn) {
  for (; set != 0; set &= set - 1) fn(static_cast<size_t>(std::countr_zero(set)));
}

// Finds the directories of one tree that are in another, too, for names that come in their order.
class ChildrenBefore {
 public:
  ChildrenBefore(const Names& names, uint32_t first_child) : names_(names), child_(first_child) { Advance(); }

  // The number of the directory of this name; UINT32_MAX if there was none.
  uint32_t Find(const Name& name) {
    while (has_one_ && ComesBefore(current_, name)) {
      ++child_;
      Advance();
    }
    return has_one_ && current_.name == name.name ? child_ : UINT32_MAX;
  }

 private:
  void Advance() {
    do {
      has_one_ = names_.Next(at_, current_);
    } while (has_one_ && current_.type != FileType::kDirectory);
  }

  const Names& names_;
  size_t at_ = 0;
  uint32_t child_;
  Name current_ = {};
  bool has_one_ = false;
};

}  // namespace

bool Tree::IsCurrent(int root_fd) const {
  Stamp now;
  return !directories_.empty() &&
         std::all_of(directories_.begin(), directories_.end(), [&](const Directory& directory) {
           const Listing& listing = directory.listing;
           return listing.trusted && GetStamp(root_fd, SystemPathOf(directory), now) && now == listing.stamp;
         });
}

template <typename Fn>
void Tree::ForEachName(const Directory& directory, Fn& fn) const {
  const std::string_view path = PathOf(directory);
  uint32_t child = directory.first_child;
  Name name;
  for (size_t at = 0; directory.listing.names.Next(at, name);) {
    if (name.type == FileType::kDirectory) {
      ForEachName(directories_[child++], fn);
    } else {
      fn(path, name);
    }
  }
}

void Tree::MakePlans(std::span<const BuildKind> kinds, std::string_view root, Plans& plans) const {
  Builders builders;
  KindSet wanted = 0;
  for (const BuildKind kind : kinds) {
    const size_t number = static_cast<size_t>(kind);
    if (plans[number] != nullptr || builders[number]) continue;
    builders[number].emplace(kind);
    wanted |= SetOf(kind);
  }
  if (wanted != 0) Fill(root, wanted, builders);
  for (size_t number = 0; number < builders.size(); ++number) {
    if (builders[number]) plans[number] = builders[number]->Finish();
  }
}

void Tree::Fill(std::string_view root, KindSet wanted, Builders& builders) const {
  // Three passes for all plans: rooms, Dockerfiles, inputs.
  struct Room {
    size_t items = 0, bytes = 0;
  };
  std::array<Room, kBuildKinds.size()> rooms;
  Room dockerfiles;
  const auto count = [&](std::string_view path, const Name& name) {
    const size_t bytes = path.size() + 1 + name.name.size();
    const auto add = [bytes](Room& room) {
      ++room.items;
      room.bytes += bytes;
    };
    if (name.is_dockerfile) add(dockerfiles);
    ForEachKind(name.kinds & wanted, [&](size_t kind) { add(rooms[kind]); });
  };
  ForEachName(directories_.front(), count);
  ForEachKind(wanted, [&](size_t kind) {
    builders[kind]->Reserve(rooms[kind].items + dockerfiles.items, rooms[kind].bytes + dockerfiles.bytes);
  });

  const auto add_dockerfile = [&](std::string_view path, const Name& name) {
    if (!name.is_dockerfile) return;
    ForEachKind(wanted, [&](size_t kind) { builders[kind]->AddDockerfile(path, name.name); });
  };
  if (dockerfiles.items != 0) ForEachName(directories_.front(), add_dockerfile);

  const auto add_input = [&](std::string_view path, const Name& name) {
    ForEachKind(name.kinds & wanted, [&](size_t kind) {
      if (name.type == FileType::kOther) {
        const std::string directory = path.empty() ? "" : std::string(path) + "/";
        builders[kind]->AddUnusable(root, directory + std::string(name.name));
      } else {
        builders[kind]->AddInput(path, name.name, name.type == FileType::kLink);
      }
    });
  };
  ForEachName(directories_.front(), add_input);

  for (const Directory& directory : directories_) {
    const int error_number = directory.listing.error_number;
    if (error_number == 0 || HasVanished(error_number)) continue;
    ForEachKind(wanted, [&](size_t kind) { builders[kind]->AddUnlisted(root, PathOf(directory), error_number); });
  }
}

TreeWalk::TreeWalk(int root_fd, const IgnoreRules& rules, Tree& before)
    : root_fd_(root_fd), rules_(rules), before_(before) {
  Stamp stamp;
  if (GetStamp(root_fd, "", stamp)) file_system_ = {stamp.device, StampsByOurClock(root_fd)};
  tree_.directories_.reserve(std::max<size_t>(before.directories_.size(), 16));
  tree_.paths_.reserve(before.paths_.size());
  tree_.directories_.emplace_back();
  if (!before.directories_.empty()) tree_.directories_.front().before = 0;
}

size_t TreeWalk::NextLevel() {
  if (level_end_ == 0) return level_end_ = 1;
  const size_t visited = level_end_;
  for (size_t parent = level_begin_; parent < visited; ++parent) AddChildrenOf(parent);
  level_begin_ = visited;
  level_end_ = tree_.directories_.size();
  return level_end_ - level_begin_;
}

void TreeWalk::Visit(size_t i) {
  Directory& directory = tree_.directories_[level_begin_ + i];
  const char* const path = tree_.SystemPathOf(directory);
  if (directory.before != Tree::kNone) {
    Listing& before = before_.directories_[directory.before].listing;
    Stamp now;
    if (before.trusted && GetStamp(root_fd_, path, now) && now == before.stamp) {
      directory.listing = std::move(before);
      return;
    }
  }
  directory.was_listed = true;
  directory.listing = List({root_fd_, path, directory.path_bytes == 0, directory.last_match}, rules_, file_system_);
}

void TreeWalk::AddChildrenOf(size_t parent) {
  // Out of the way while directories_ grows.
  Names names = std::move(tree_.directories_[parent].listing.names);
  tree_.directories_[parent].first_child = static_cast<uint32_t>(tree_.directories_.size());
  const uint32_t before = tree_.directories_[parent].before;
  const size_t path_begin = tree_.directories_[parent].path_begin, path_bytes = tree_.directories_[parent].path_bytes;
  std::optional<ChildrenBefore> children_before;
  if (before != Tree::kNone) {
    const Directory& directory = before_.directories_[before];
    const bool was_taken = !tree_.directories_[parent].was_listed;
    children_before.emplace(was_taken ? names : directory.listing.names, directory.first_child);
  }
  Name name;
  for (size_t at = 0; names.Next(at, name);) {
    if (name.type != FileType::kDirectory) continue;
    Directory child;
    child.path_begin = tree_.paths_.size();
    if (path_bytes != 0) tree_.paths_.append(tree_.paths_, path_begin, path_bytes).append(1, '/');
    tree_.paths_.append(name.name);
    child.path_bytes = tree_.paths_.size() - child.path_begin;
    tree_.paths_.append(1, '\0');
    child.last_match = rules_.LastMatch(tree_.PathOf(child), tree_.directories_[parent].last_match);
    if (children_before) child.before = children_before->Find(name);
    tree_.directories_.push_back(std::move(child));
  }
  tree_.directories_[parent].listing.names = std::move(names);
}

size_t TreeWalk::listed() const {
  return static_cast<size_t>(std::count_if(tree_.directories_.begin(), tree_.directories_.end(),
                                           [](const Directory& directory) { return directory.was_listed; }));
}

}  // namespace build_plan
