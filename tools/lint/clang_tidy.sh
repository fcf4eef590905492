#!/usr/bin/env bash
# Runs clang-tidy on one source; the action of clang_tidy.bzl, started in Bazel's execution root.
# Usage: tools/lint/clang_tidy.sh STAMP CONFIG SOURCE [COMPILER FLAG...]
# Writes STAMP if there is no finding; else prints the findings and fails.
set -euo pipefail
[ $# -ge 3 ] || { echo "clang_tidy.sh: error: needs STAMP CONFIG SOURCE; run it as: bazel build --config=tidy //..." >&2; exit 2; }
stamp=$1 config=$2 source=$3
shift 3

tidy=clang-tidy-19  # pinned: the checks of .clang-tidy differ from one release to the next
command -v $tidy >/dev/null || {
  printf '\n Missing system dependency: %s   (needed by --config=tidy)\n Fix:   tools/setup\n or:    sudo apt-get install %s\n' $tidy $tidy >&2
  exit 1
}

if findings=$($tidy --quiet --config-file="$config" "$source" -- "$@" 2>&1); then
  : >"$stamp"
  exit
fi
# Paths as a developer can click them, without the sandbox in front and without clang-tidy's counts.
printf '%s\n' "$findings" | sed -e "s|$PWD/||g" -e '/^[0-9]* warnings\{0,1\} /d' >&2
echo "Fix the findings above, or add '// NOLINT(check): why' beside a justified one. The checks: .clang-tidy" >&2
exit 1
