"""The public API: `component` and `perf_test`."""

load(":component.bzl", _component = "component")

component = _component
