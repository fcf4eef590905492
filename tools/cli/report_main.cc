// `bazel run //:report`: the program with the script of the page, which gates do without.
#include <iostream>

#include "reports/page_script.h"
#include "tools/cli/app.h"

int main(int argc, char** argv) {
  return pawl::Run({argv + 1, argv + argc}, std::cout, std::cerr, pawl::BundledScript());
}
