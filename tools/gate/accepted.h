#ifndef PAWL_TOOLS_GATE_ACCEPTED_H_
#define PAWL_TOOLS_GATE_ACCEPTED_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tools/model/limit.h"
#include "tools/model/result.h"

// The accepted binaries of the cases, with which their time is compared live. Pure.
namespace pawl {

struct GateInput;

// What `.accept` kept of a case, and what became of the comparison with it.
struct AcceptedBinary {
  std::string hash;          // its content hash, as its record says
  std::string origin;        // of the record: file:line
  std::string incomparable;  // why it holds another benchmark than this one; empty: the same
  std::string absent;        // why nothing is compared with it now, one clause; empty: live pairs are
};

// Case -> its accepted binary; without cases that have none. The order is that of the names.
using AcceptedBinaries = std::map<std::string, AcceptedBinary, std::less<>>;

// Those of `input.gated`, from its baseline: of several records that name one the record of this machine's time key,
// else another, since both binaries run now. All are still to be compared with. O(n log n) in the records.
AcceptedBinaries FindAccepted(const GateInput& input);

// The `time` row of a case whose time is not compared live although a binary was accepted: `incomparable` or
// `not-measured`, never a pass.
Row NotLiveRow(const std::string& case_name, const AcceptedBinary& accepted, const Limit& limit);

// That time of judged cases with stored numbers is compared coarsely, since none of their records names a binary; empty
// if there are none. `never` says why `.accept` does not keep one; empty: it does.
std::string NoteOnUnaccepted(const GateInput& input, const std::string& accept, const std::string& never);

// One warning for each reason why time is not compared live: how many cases it is about, and what to do. `accept` is
// the command that keeps a binary.
std::vector<std::string> WarningsOnAbsent(const AcceptedBinaries& accepted, const std::string& accept);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_ACCEPTED_H_
