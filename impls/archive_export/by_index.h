#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_BY_INDEX_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_BY_INDEX_H_

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

namespace archive_export {

// Items that are made one after the other and handed out by their index, each once: threads that ask for the items of a
// stream arrive in any order, and whoever comes last must not find that there are none left. Holds what was made for
// others meanwhile. Not synchronized.
template <typename T>
class ByIndex {
 public:
  // The item of `index`, or none if there are fewer. `make` makes the next one; none at the end.
  template <typename Make>
  std::optional<T> Take(size_t index, Make&& make) {
    while (!ended_ && index >= first_ + made_.size()) {
      std::optional<T> next = make();
      ended_ = !next.has_value();
      if (next) made_.push_back(std::move(next));
    }
    if (index < first_ || index >= first_ + made_.size()) return std::nullopt;
    std::optional<T> taken = std::exchange(made_[index - first_], std::nullopt);
    while (!made_.empty() && !made_.front()) {
      made_.pop_front();
      ++first_;
    }
    return taken;
  }

 private:
  std::deque<std::optional<T>> made_;  // none: taken
  size_t first_ = 0;                   // index of the first in `made_`
  bool ended_ = false;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_BY_INDEX_H_
