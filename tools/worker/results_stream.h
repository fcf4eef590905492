#ifndef PAWL_TOOLS_WORKER_RESULTS_STREAM_H_
#define PAWL_TOOLS_WORKER_RESULTS_STREAM_H_

#include <cstdint>

namespace pawl {

// Takes the protocol's two descriptors out of a benchmark's reach: a response that a benchmark forged, or a request
// that it swallowed, would shift every later answer by one. While this lives the pipes stand under other numbers,
// closed on exec; their old numbers are /dev/null for requests and a trap for responses. Afterwards all is as it was.
// Owns neither descriptor. Not thread-safe.
class ResultsStream {
 public:
  ResultsStream(int request_descriptor, int response_descriptor);
  ResultsStream(const ResultsStream&) = delete;
  ResultsStream& operator=(const ResultsStream&) = delete;
  ~ResultsStream();

  // Where the pipes are now.
  int request() const { return request_; }
  int response() const { return response_; }

  // How many bytes were written to the old number of the responses since the last call; 0 where the kernel has no
  // memory files, and what is written there is lost.
  int64_t StrayBytes();

 private:
  int request_number_;
  int response_number_;
  int request_;
  int response_;
  int trap_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_WORKER_RESULTS_STREAM_H_
