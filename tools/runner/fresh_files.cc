#include "tools/runner/fresh_files.h"

#include <system_error>
#include <utility>
#include <vector>

namespace pawl {
namespace {

namespace fs = std::filesystem;

bool IsCopied(const fs::directory_entry& entry, std::error_code& error) {
  return !entry.is_symlink(error) && entry.is_regular_file(error) && entry.file_size(error) <= kLargestFreshFile;
}

// The folders and copies of `from` in `to`; everything else is listed, to be moved.
std::vector<fs::path> Copy(const fs::path& from, const fs::path& to, std::error_code& error) {
  std::vector<fs::path> others;
  fs::create_directory(to, from, error);
  if (error) return others;
  for (fs::recursive_directory_iterator at(from, error), end; !error && at != end; at.increment(error)) {
    const fs::path relative = at->path().lexically_relative(from);
    if (at->is_directory(error) && !at->is_symlink(error)) {
      fs::create_directory(to / relative, at->path(), error);
    } else if (IsCopied(*at, error)) {
      fs::copy_file(at->path(), to / relative, error);
    } else {
      others.push_back(relative);
    }
    if (error) break;
  }
  return others;
}

}  // namespace

void MakeFilesFresh(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error) || fs::is_empty(folder, error)) return;
  const fs::path fresh = folder.string() + ".fresh";
  const std::vector<fs::path> others = Copy(folder, fresh, error);
  if (error) {
    fs::remove_all(fresh, error);
    return;
  }
  size_t moved = 0;
  while (moved < others.size()) {
    fs::rename(folder / others[moved], fresh / others[moved], error);
    if (error) break;
    ++moved;
  }
  if (moved < others.size()) {
    while (moved-- > 0) fs::rename(fresh / others[moved], folder / others[moved], error);
    fs::remove_all(fresh, error);
    return;
  }
  // Nobody measures while a process is started, so nobody sees that the folder is away in between.
  const fs::path old = folder.string() + ".old";
  fs::rename(folder, old, error);
  if (!error) fs::rename(fresh, folder, error);
  const bool replaced = !error;
  if (!replaced && fs::exists(old, error)) fs::rename(old, folder, error);
  fs::remove_all(replaced ? old : fresh, error);
}

}  // namespace pawl
