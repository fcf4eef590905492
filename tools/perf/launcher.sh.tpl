#!/usr/bin/env bash
# shellcheck disable=SC1083  # the rule fills in what stands in %{ }
# Runs one command of `pawl` with a perf_test's plan, from the runfiles directory that the plan's paths are relative to.
cd "${TEST_SRCDIR:-${RUNFILES_DIR:-$0.runfiles}}/%{workspace}" || exit 1
exec "%{pawl}" %{command} --plan="%{plan}" "$@"
