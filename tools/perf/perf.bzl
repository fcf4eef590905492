"""The public API: `component` and `perf_test`."""

load(":component.bzl", _component = "component")
load(":perf_test.bzl", _perf_test = "perf_test")

component = _component
perf_test = _perf_test
