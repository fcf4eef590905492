#ifndef PAWL_IMPLS_ENV_FILE_FLAT_TABLE_H_
#define PAWL_IMPLS_ENV_FILE_FLAT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "impls/env_file/options.h"

namespace env_file {

// Variables by key: one array of views in file order, and an open-addressed index into it. What the views borrow must
// outlive the table, unless Keep() copied it. 32 bytes a variable and 11 to 22 of index; both double as they grow. The
// hash of a key has no secret: a file that is made to collide costs O(variables²).
class FlatTable {
 public:
  FlatTable() = default;
  FlatTable(FlatTable&&) = default;
  FlatTable& operator=(FlatTable&&) = default;

  size_t size() const { return variables_.size(); }
  std::optional<std::string_view> Find(std::string_view key) const;

  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const Pair& pair : variables_) visit(pair.key, pair.value);
  }

  const Summary& summary() const { return summary_; }
  void set_summary(const Summary& summary) { summary_ = summary; }

  // Room for `variables` without growing.
  void Reserve(size_t variables);

  // Adds a variable, or gives one that is there another value. Borrows both.
  void Set(std::string_view key, std::string_view value);

  // The same, but copies the key if it is new; borrows the value.
  void SetKeepingKey(std::string_view key, std::string_view value);

  // A copy that lasts as long as the table.
  std::string_view Keep(std::string_view bytes);

 private:
  struct Pair {
    std::string_view key;
    std::string_view value;
  };
  struct Slot {
    uint32_t tag = 0;    // of the hash
    uint32_t place = 0;  // in variables_, from 1; 0: free
  };

  size_t SlotOf(std::string_view key, uint64_t hash) const;
  void Grow(size_t slots);

  std::vector<Pair> variables_;
  std::vector<Slot> slots_;  // a power of two, at most three quarters of them taken; empty at first
  std::vector<std::unique_ptr<char[]>> kept_;
  char* room_ = nullptr;  // in the last of kept_
  size_t room_bytes_ = 0;
  Summary summary_;
};

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_FLAT_TABLE_H_
