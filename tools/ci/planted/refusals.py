"""BUILD files that the macros of tools/perf must refuse while they are loaded, and with which words."""

import shutil
from dataclasses import dataclass

from stranger import Workspace, expect

LOAD = 'load("@pawl//tools/perf:perf.bzl", "component", "perf_limits", "perf_test")\n'


@dataclass(frozen=True)
class Refusal:
    """A package of its own, named after what is wrong with it."""

    name: str
    build: str
    says: str  # after the label of the rule, `//<package>:x_perf`


def _perf_test(attributes: str) -> str:
    return f'perf_test(name = "x_perf", srcs = ["x.cc"], {attributes})\n'


GOOD = 'perf_limits(name = "limits", limits = ["allocations +1"])\n' + _perf_test('claims = {"x/Y": ["allocations <= 1"]}')

REFUSALS: tuple[Refusal, ...] = (
    Refusal("no_srcs", 'perf_test(name = "x_perf", srcs = [])\n', "srcs is empty: name the sources that hold its BENCHMARK()s"),
    Refusal("flaky", _perf_test("flaky = True"), "a gate cannot be flaky: its verdict is final"),
    Refusal("not_flaky", _perf_test("flaky = False"), "a gate cannot be flaky: its verdict is final"),
    Refusal("no_machine", _perf_test('machine = "fast"'), 'machine is "fast": write "local" (beside Bazel) or "perf"'),
    *(
        Refusal(
            f"empty_{attribute}",
            _perf_test(f'{attribute} = {{"x/Y": []}}'),
            f"the {attribute} of x/Y are empty: remove the case or say what holds for it",
        )
        for attribute in ("claims", "case_limits", "mutes")
    ),
    Refusal(
        "limits_below",
        _perf_test("") + 'perf_limits(name = "x_perf_limits", limits = [])\n',
        "stands below the perf_test x_perf, which would not see it: move it above all perf_tests of its BUILD file",
    ),
    Refusal(
        "two_limits",
        'perf_limits(name = "first", limits = [])\nperf_limits(name = "x_perf_limits", limits = [])\n',
        "this package has perf_limits already, first: a package has one, put all limits there",
    ),
    Refusal("no_impls", 'component(name = "x_perf", impls = [])\n', 'impls must start with "baseline", the reference'),
    Refusal(
        "impls_without_reference",
        'component(name = "x_perf", impls = ["optimized", "baseline"])\n',
        'it is ["optimized", "baseline"]',
    ),
    Refusal(
        "deps_of_nobody",
        'component(name = "x_perf", impls = ["baseline"], impl_deps = {"optimised": []})\n',
        'impl_deps names optimised, which is not among the impls ["baseline"]',
    ),
)


def check_refusals(workspace: Workspace) -> None:
    """One query loads them all; only the good package may come out of it."""
    root = workspace.path / "refused"
    try:
        for name, build in [("good", GOOD)] + [(one.name, one.build) for one in REFUSALS]:
            (root / name).mkdir(parents=True)
            (root / name / "BUILD").write_text(LOAD + build)
        workspace.run(["bazel", "query", "--keep_going", "kind(rule, //refused/...)"])
        loaded = {line for line in workspace.log.splitlines() if line.startswith("//refused/")}
        expect("//refused/good:x_perf" in loaded, "the good package to load")
        for one in REFUSALS:
            words = [line for line in workspace.log.splitlines() if f"//refused/{one.name}:x_perf" in line and one.says in line]
            expect(words, f"the package {one.name} to be refused with: {one.says}")
    finally:
        shutil.rmtree(root)
