#include "tools/cli/zip_writing.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include "gtest/gtest.h"

namespace pawl {

std::string Zipped(const std::vector<EntryToPack>& entries) {
  size_t room = 4096;
  for (const EntryToPack& entry : entries) room += 2 * (entry.name.size() + entry.text.size()) + 4096;
  std::string bytes(room, '\0');
  size_t used = 0;
  archive* const writer = archive_write_new();
  EXPECT_EQ(archive_write_set_format_zip(writer), ARCHIVE_OK);
  EXPECT_EQ(archive_write_open_memory(writer, bytes.data(), bytes.size(), &used), ARCHIVE_OK);
  for (const EntryToPack& one : entries) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, one.name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(one.text.size()));
    archive_entry_set_filetype(entry, S_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, one.modified, 0);
    EXPECT_EQ(archive_write_header(writer, entry), ARCHIVE_OK) << archive_error_string(writer);
    EXPECT_EQ(archive_write_data(writer, one.text.data(), one.text.size()), static_cast<la_ssize_t>(one.text.size()));
    archive_entry_free(entry);
  }
  EXPECT_EQ(archive_write_close(writer), ARCHIVE_OK);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

}  // namespace pawl
