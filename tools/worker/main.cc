// The main of a benchmark binary: an ordinary Google Benchmark program that can also serve slices to the runner.
#include <sys/prctl.h>

#include <csignal>
#include <string_view>

#include "benchmark/benchmark.h"
#include "tools/worker/protocol.h"
#include "tools/worker/serve.h"

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == pawl::kWorkerFlag) {
    // A closed request pipe ends an idle worker; one that hangs in its benchmark must not outlive a killed driver
    // either.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    return pawl::Serve(pawl::kRequestDescriptor, pawl::kResponseDescriptor);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
