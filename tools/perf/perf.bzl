"""The public API: `component`, `perf_test` and `perf_limits`."""

load(":component.bzl", _component = "component")
load(":perf_limits.bzl", _perf_limits = "perf_limits")
load(":perf_test.bzl", _perf_test = "perf_test")

component = _component
perf_limits = _perf_limits
perf_test = _perf_test
