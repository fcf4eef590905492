#include "impls/sample_table/peers/libavformat.h"

#include <dlfcn.h>

#include <string>

#include "impls/object_pool/heap_in_use.h"

namespace sample_table::peers {
namespace {

struct Library {
  std::string error;  // empty: it is loaded, and every function is set
  decltype(&avformat_open_input) open_input = nullptr;
  decltype(&avformat_close_input) close_input = nullptr;
  decltype(&avformat_index_get_entries_count) entries_count = nullptr;
  decltype(&avformat_index_get_entry) get_entry = nullptr;
  decltype(&av_index_search_timestamp) search = nullptr;
  decltype(&av_dict_set) dict_set = nullptr;
  decltype(&av_dict_free) dict_free = nullptr;
  decltype(&av_strerror) strerror = nullptr;
  decltype(&av_log_set_level) log_set_level = nullptr;
};

template <typename Function>
void Find(void* handle, const char* name, Library& library, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(handle, name));
  if (function == nullptr) library.error = dlerror();
}

Library LoadLibrary() {
  Library library;
  // The version whose headers this was built with: functions of another one may differ.
  void* const handle = dlopen("libavformat.so." AV_STRINGIFY(LIBAVFORMAT_VERSION_MAJOR), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    library.error = dlerror();
    return library;
  }
  Find(handle, "avformat_open_input", library, library.open_input);
  Find(handle, "avformat_close_input", library, library.close_input);
  Find(handle, "avformat_index_get_entries_count", library, library.entries_count);
  Find(handle, "avformat_index_get_entry", library, library.get_entry);
  Find(handle, "av_index_search_timestamp", library, library.search);
  Find(handle, "av_dict_set", library, library.dict_set);
  Find(handle, "av_dict_free", library, library.dict_free);
  Find(handle, "av_strerror", library, library.strerror);
  Find(handle, "av_log_set_level", library, library.log_set_level);
  if (library.error.empty()) library.log_set_level(AV_LOG_QUIET);  // errors are returned
  return library;
}

const Library& Loaded() {
  static const Library library = LoadLibrary();
  return library;
}

}  // namespace

void Libavformat::Close::operator()(AVFormatContext* file) const { Loaded().close_input(&file); }

absl::StatusOr<Libavformat> Libavformat::Open(const std::filesystem::path& path, uint32_t track) {
  const Library& library = Loaded();
  if (!library.error.empty()) {
    return absl::UnavailableError(library.error + ". Run tools/setup, which installs libavformat-dev");
  }
  const auto bad = [&path](const std::string& why) { return absl::InvalidArgumentError(path.native() + ": " + why); };
  const size_t heap_before = object_pool::HeapBytesInUse();
  AVDictionary* options = nullptr;
  library.dict_set(&options, "ignore_editlist", "1", 0);
  AVFormatContext* file = nullptr;
  const int code = library.open_input(&file, path.c_str(), nullptr, &options);
  library.dict_free(&options);
  if (code < 0) {
    char text[AV_ERROR_MAX_STRING_SIZE] = "";
    library.strerror(code, text, sizeof text);
    return bad(std::string("FFmpeg does not open it: ") + text);
  }
  Libavformat table;
  table.file_.reset(file);
  if (track >= file->nb_streams) return bad("FFmpeg finds no track " + std::to_string(track) + " in it");
  table.stream_ = file->streams[track];
  table.get_entry_ = library.get_entry;
  table.search_ = library.search;
  table.size_ = static_cast<uint32_t>(library.entries_count(table.stream_));
  if (table.size_ > 0) table.first_time_ = library.get_entry(table.stream_, 0)->timestamp;
  table.heap_bytes_ = object_pool::HeapBytesInUse() - heap_before;
  return table;
}

}  // namespace sample_table::peers
