#include <iostream>

#include "tools/cli/app.h"

int main(int argc, char** argv) { return pawl::Run({argv + 1, argv + argc}, std::cout, std::cerr); }
