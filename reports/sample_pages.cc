// sample_pages FOLDER: writes the made-up reports as pages, for a browser to open.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "reports/drawn_results.h"
#include "reports/page_script.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: sample_pages FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  bool written = true;
  const auto write = [&](const char* name, pawl::ReportInput input) {
    input.script = pawl::BundledScript();
    std::ofstream file(folder / name, std::ios::binary);
    written &= static_cast<bool>(file << pawl::RenderHtml(input) << std::flush);
  };
  write("drawn.html", pawl::DrawnReport());
  write("hostile.html", pawl::HostileReport());
  write("large.html", pawl::LargeReport(500, 512));
  if (!written) std::cerr << "sample_pages: cannot write into " << folder << "\n";
  return written ? 0 : 1;
}
