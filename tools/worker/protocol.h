#ifndef PAWL_TOOLS_WORKER_PROTOCOL_H_
#define PAWL_TOOLS_WORKER_PROTOCOL_H_

#include <string>
#include <string_view>
#include <vector>

namespace pawl {

// The line protocol between a driver and a worker, a benchmark binary started with `--pawl_worker`.
//
// The driver writes requests to the worker's descriptor 3 and reads responses from its descriptor 4, so whatever the
// benchmark prints can't be taken for a response; what it writes to descriptor 4 fails the request (results_stream.h).
// A line is fields separated by tabs; tabs, newlines and backslashes inside a field are escaped. Every request has
// exactly one response, except `list`.
//
//   (on start)                        hello <version> <field>=<value>...      see serve.cc for the fields
//   list                              case <clock> <name>     once per case in order of index, then
//                                     sizeof <bytes> <name>   once per recorded type, then   end
//   run <case> <n> <warm-up> <stack>  slice <iterations> <time ns> <call ns> <counter>=<value>...
//   instructions <case> <n>           instructed <iterations> <first dump> <last dump>
//   instructions control <n>          instructed <n> <first dump> <last dump>   of a loop of 2n instructions or more
//   count <case> <n>                  counted <iterations> <allocations> <bytes> <peak> <grown> [<more>]
//                                     where <more> is   <temporary> [<time ns>]
//   answer <case>                     answer <text>   or   no-answer
//   isolate                           isolated   from now on a copy of the process serves, see copy.h
//   release                           released   by the copy, which ends: all is as it was before `isolate`
//   quit                              (the worker exits with 0; a copy only ends itself)
//
// Any request may instead be answered with   failed <message>   after which the worker goes on. The worker exits when
// the request pipe closes.
//
// Instructions are counted by callgrind, under which the worker then runs: it writes one file for each measured loop,
// and the driver reads those whose numbers the response names.
//
// A counter's name may hold a '=', its value (a number, nan or inf) never does.
//
// Workers speak kProtocolVersion. A driver speaks every version from kOldestProtocolVersion on, since an accepted
// binary keeps the worker that it was linked with, and refuses others. Version 2 added the counters: that a worker of
// version 1 names none does not mean that its case sets none. Version 3 added `instructions`, the facts about
// libraries and CPU, and <temporary>: without it the worker does not count temporary allocations. Version 4 added
// `isolate`, `release`, the time of what was counted, and the lines `sizeof`.
inline constexpr int kProtocolVersion = 4;
inline constexpr int kOldestProtocolVersion = 1;
inline constexpr int kInstructionsSince = 3;  // the first version that knows `instructions`
inline constexpr int kIsolationSince = 4;     // the first version that knows `isolate` and `release`
inline constexpr int kRequestDescriptor = 3;
inline constexpr int kResponseDescriptor = 4;
inline constexpr char kWorkerFlag[] = "--pawl_worker";

// One line with its newline.
std::string FormatLine(const std::vector<std::string>& fields);

// The fields of one line without its newline. Unknown escapes stand for themselves; never fails.
std::vector<std::string> ParseLine(std::string_view line);

}  // namespace pawl

#endif  // PAWL_TOOLS_WORKER_PROTOCOL_H_
