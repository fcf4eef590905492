#ifndef PAWL_TOOLS_WORKER_SERVE_H_
#define PAWL_TOOLS_WORKER_SERVE_H_

namespace pawl {

// Serves requests of the line protocol (protocol.h) until `quit` or the end of input. Returns the process's exit code:
// 0, or 1 if a response could not be written. Blocks; owns neither descriptor.
int Serve(int request_descriptor, int response_descriptor);

}  // namespace pawl

#endif  // PAWL_TOOLS_WORKER_SERVE_H_
