#include <unistd.h>

#include <ctime>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "impls/archive_export/baseline.h"
#include "impls/archive_export/export_program.h"
#include "impls/archive_export/optimized.h"
#include "impls/archive_export/signals.h"

namespace {

template <typename Impl>
archive_export::ExportFunction ExportBy() {
  return
      [](const auto& root, const auto& archive, const auto& options) { return Impl().Export(root, archive, options); };
}

}  // namespace

int main(int argc, char** argv) {
  const archive_export::StopOnSignal signals;
  const int code = archive_export::Run({argv + 1, argv + argc}, {.standard = ExportBy<archive_export::Baseline>(),
                                                                 .streaming = ExportBy<archive_export::Optimized>(),
                                                                 .out = std::cout,
                                                                 .err = std::cerr,
                                                                 .bar_fd = STDERR_FILENO,
                                                                 .cores = std::thread::hardware_concurrency(),
                                                                 .now_s = std::time(nullptr),
                                                                 .stop = signals.token()});
  // A signal that came too late to stop anything changes nothing.
  return code == archive_export::kExitError && signals.signal_number() != 0 ? 128 + signals.signal_number() : code;
}
