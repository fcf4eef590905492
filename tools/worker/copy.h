#ifndef PAWL_TOOLS_WORKER_COPY_H_
#define PAWL_TOOLS_WORKER_COPY_H_

#include <string>

namespace pawl {

// What a case leaves in a process moves what the next one allocates, executes and takes: blocks on malloc's free lists,
// the thresholds that it adapts, what a library keeps. So a case is served by a copy of the worker as it was before any
// case ran.
enum class Served {
  kInCopy,      // this is the copy; EndCopy() ends it
  kByCopy,      // this is the original, and the copy has served and ended well
  kCannotCopy,  // there is no copy; `why` says why
};

// Forks. The original waits until the copy ends and, unless that ended by EndCopy(), ends the same way; the copy is
// killed when the original is. Not copied is a process of several threads: only the calling one would live on, and
// whoever waits for another's lock waits for ever.
Served ServeByCopy(std::string& why);

// Ends a copy at once: the original's files, pools and handlers at exit are not the copy's.
[[noreturn]] void EndCopy();

}  // namespace pawl

#endif  // PAWL_TOOLS_WORKER_COPY_H_
