#ifndef PAWL_IMPLS_CHECKSUM_TWO_STREAMS_H_
#define PAWL_IMPLS_CHECKSUM_TWO_STREAMS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "absl/status/status.h"
#include "impls/checksum/files.h"
#include "impls/checksum/page_buffer.h"
#include "impls/checksum/parent_directory.h"
#include "impls/checksum/sha_ni.h"
#include "impls/checksum/tree_walk.h"

namespace checksum {

// Hashes files two at a time with sha_ni::CompressTwo(). REQUIRES: sha_ni::IsSupported(), for HashAll().
//
// Memory: two buffers of 72 KiB, from the first use on.
class TwoStreams {
 public:
  // Hashes what of `items` is not done: files and links of the tree `root`. Then all are done.
  void HashAll(const std::filesystem::path& root, std::span<Item> items);

 private:
  // One of the two files under way.
  class Stream {
   public:
    // Begins with the file of `item`, which is borrowed until it is done.
    absl::Status Begin(const std::filesystem::path& root, Item& item, ParentDirectory& directory);

    // Reads until blocks() > 0. REQUIRES: blocks() == 0 and !is_read().
    absl::Status Fill();

    // Blocks that are there to be hashed.
    size_t blocks() const { return blocks_; }
    const char* data() const { return data_; }
    sha_ni::State& state() { return state_; }
    void Skip(size_t blocks);

    // Whether the message ends with these blocks.
    bool is_read() const { return is_read_; }

    // The digest or the error of the item.
    void Finish(absl::Status status);

   private:
    PageBuffer buffer_;
    const char* data_ = nullptr;
    const char* end_ = nullptr;  // of what is read; less than a block may be left over
    size_t blocks_ = 0;
    bool is_read_ = false;
    uint64_t message_bytes_ = 0;
    sha_ni::State state_ = {};
    File file_;
    Item* item_ = nullptr;
    const std::filesystem::path* root_ = nullptr;
  };

  std::array<Stream, 2> streams_;
};

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_TWO_STREAMS_H_
