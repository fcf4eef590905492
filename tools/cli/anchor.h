#ifndef PAWL_TOOLS_CLI_ANCHOR_H_
#define PAWL_TOOLS_CLI_ANCHOR_H_

#include "absl/status/statusor.h"
#include "tools/cli/accept.h"
#include "tools/model/stored_baseline.h"

namespace pawl {

// Pins the stored baseline as it stands, without measuring: the anchor that many small accepted steps are added up
// against. With a case pattern or a metric only those records are pinned, and the anchor's others are kept; what is
// meant and no longer stored is dropped. Returns the new anchor. Pure. InvalidArgument as CheckOptions, and if nothing
// in either is meant.
absl::StatusOr<StoredBaseline> PinAnchor(const StoredBaseline& stored, StoredBaseline anchor,
                                         const AcceptOptions& options);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ANCHOR_H_
