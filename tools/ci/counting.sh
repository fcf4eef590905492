# shellcheck shell=bash
# Sourced by the scripts whose last line is "N passed, N failed": what counts, and what they run.

# The README's n-th command that starts with tools/setup.
readme_command() { grep -E '^tools/setup && ' README.md | sed -n "${1}p"; }

passed=0 failed=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT

step() {  # step NAME COMMAND: one step, one count
  local name=$1; shift
  printf '\n== %s: %s\n' "$name" "$*"
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); printf '== %s FAILED\n' "$name"; fi
}

tests() {  # tests NAME COMMAND: counts each test that Bazel reports; a run without any has failed
  local name=$1 code ok bad; shift
  printf '\n== %s: %s\n' "$name" "$*"
  "$@" 2>&1 | tee "$log" | grep -vE '^(Loading|Analyzing|\[[0-9,]+ /)' ; code=${PIPESTATUS[0]}
  ok=$(grep -cE '^//[^ ]+ +(\(cached\) )?PASSED' "$log")
  bad=$(grep -cE '^//[^ ]+ +(\(cached\) )?(FAILED|TIMEOUT|NO STATUS|FLAKY|INCOMPLETE)' "$log")
  if [ "$code" != 0 ] && [ "$bad" = 0 ] || [ "$((ok + bad))" = 0 ]; then bad=$((bad + 1)); fi
  passed=$((passed + ok)) failed=$((failed + bad))
}
