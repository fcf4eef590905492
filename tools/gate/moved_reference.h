#ifndef PAWL_TOOLS_GATE_MOVED_REFERENCE_H_
#define PAWL_TOOLS_GATE_MOVED_REFERENCE_H_

#include <vector>

#include "tools/model/result.h"

namespace pawl {

// A reference that became slower or faster moves the ratio of everything that is compared with it. Adds to the reason
// of each `time_ratio` row that moved (improved, regressed, or warned of) what is known of its reference: that it moved
// itself, by its live pairs or by its counts; that all implementations moved together; or, beside a single one, that
// nothing can tell. An improvement without such words has a reference that stood still. O(n log n).
void NoteMovedReferences(std::vector<Row>& rows);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_MOVED_REFERENCE_H_
