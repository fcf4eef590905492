"""Tests of perf_test's argument `machine`: what each of its values asks of Bazel."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")
load("//tools/perf:perf.bzl", "perf_test")

def _machine_test_impl(ctx):
    env = analysistest.begin(ctx)
    gate = analysistest.target_under_test(env)[DefaultInfo]
    asserts.equals(env, ctx.attr.gate, gate.files_to_run.executable.basename)
    asserts.equals(env, ctx.attr.expected_tags, ctx.attr.gate_tags)
    asserts.equals(env, ctx.attr.expected_workers, ctx.attr.gate_workers)
    return analysistest.end(env)

# As `build --config=rbe` has it; without the second, a gate that asks for one has nowhere to run.
_machine_test = analysistest.make(
    _machine_test_impl,
    attrs = {
        "expected_tags": attr.string_list(),
        "expected_workers": attr.string_list(),
        "gate": attr.string(),
        "gate_tags": attr.string_list(),
        "gate_workers": attr.string_list(),
    },
    config_settings = {"//command_line_option:extra_execution_platforms": [
        "//tools/platforms:build_worker",
        "//tools/platforms:perf_worker",
    ]},
)

def machine_test(name, tags, workers = [], **kwargs):
    """Tests which tags and which workers a gate gets.

    Creates: `<name>`, the test; and, for it alone, `<name>.gate`, a perf_test with `kwargs` (manual).

    Args:
      name: of the test.
      tags: that the gate must have, no more and no less.
      workers: constraints that it must ask of the machine which it runs on, likewise.
      **kwargs: go to the perf_test.
    """
    gate = name + ".gate"
    perf_test(name = gate, srcs = ["machine_test_bench.cc"], tags = ["manual"], **kwargs)
    rule = native.existing_rule(gate)
    _machine_test(
        name = name,
        timeout = "short",
        target_under_test = ":" + gate,
        gate = gate,
        gate_tags = sorted([tag for tag in rule["tags"] if tag != "manual"]),
        expected_tags = sorted(tags),
        gate_workers = sorted(["//" + str(worker).split("//")[-1] for worker in rule["exec_compatible_with"]]),
        expected_workers = sorted(workers),
    )
