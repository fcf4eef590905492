#!/bin/sh
# Tells Bazel which commit it builds: `build --workspace_status_command=tools/status.sh` in .bazelrc.
# Usage: tools/status.sh      prints STABLE_GIT_COMMIT and STABLE_GIT_DIRTY, or nothing outside a git work tree.
# Runs before every build, so it must neither fail nor be slow: a source archive has no commit and still builds.
commit=$(git rev-parse --verify --quiet HEAD 2>/dev/null) || exit 0
# Untracked files count: a new, forgotten source changes what is measured. Ignored ones do not.
if [ -z "$(git --no-optional-locks status --porcelain 2>/dev/null | head -n 1)" ]; then dirty=0; else dirty=1; fi
echo "STABLE_GIT_COMMIT $commit"
echo "STABLE_GIT_DIRTY $dirty"
