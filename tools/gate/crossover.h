#ifndef PAWL_TOOLS_GATE_CROSSOVER_H_
#define PAWL_TOOLS_GATE_CROSSOVER_H_

#include <string>
#include <vector>

#include "tools/model/evidence.h"
#include "tools/model/result.h"

namespace pawl {

// What is said of an operation's implementations over their inputs.
struct SizeNotes {
  std::vector<std::string> sentences;
  std::vector<Crossover> crossovers;
};

// One sentence for each implementation of an operation that is slower than its reference at some of its inputs, or
// shown faster at none: which inputs, and between which sizes it overtakes its reference. Judged by the ratio of floors
// over 8 processes and more, beyond 3 times its noise in this run; closer than that is no statement, so nothing comes
// and goes between runs of unchanged code. Notes, not verdicts: an implementation may be meant for large inputs only.
SizeNotes NotesOnSlowerSizes(const Evidence& evidence);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_CROSSOVER_H_
