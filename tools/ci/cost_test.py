#!/usr/bin/env python3
"""tools/ci/cost on results that are written here."""

import json
import pathlib
import subprocess
import tempfile
import unittest
import zipfile


def result(target: str, cases: list[str], seconds: float) -> str:
    return json.dumps({"target": target, "wall_s": seconds, "evidence": {"cases": [{"case_name": name} for name in cases]}})


class CostTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.logs = pathlib.Path(scratch.name)

    def left(self, test: str, text: str, *, packed: bool = False) -> None:
        outputs = self.logs / test / "test.outputs"
        outputs.mkdir(parents=True)
        if packed:
            with zipfile.ZipFile(outputs / "outputs.zip", "w") as archive:
                archive.writestr("result.json", text)
        else:
            (outputs / "result.json").write_text(text)

    def cost(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["tools/ci/cost", *arguments, self.logs], capture_output=True, text=True, check=False)

    def test_shards_are_one_gate_and_the_cheapest_case_comes_first(self) -> None:
        self.left("x_perf/shard_1_of_2", result("//:x_perf", ["a", "b"], 3))
        self.left("x_perf/shard_2_of_2", result("//:x_perf", ["b", "c"], 6), packed=True)
        self.left("y_perf", result("//:y_perf", ["d"], 1))
        done = self.cost("--cases=100", "--workers=1,5")
        self.assertEqual(
            done.stdout.splitlines(),
            [
                "gate       cases  seconds  per case",
                "//:y_perf      1      1.0      1.00",
                "//:x_perf      3      9.0      3.00",
                "2 gates        4     10.0      2.50",
                "100 cases on 1 worker: 4 min",
                "100 cases on 5 workers: 1 min",
            ],
            done.stderr,
        )

    def test_gates_without_cases_cost_nothing_that_a_case_could_be_charged_with(self) -> None:
        self.left("x_perf", result("//:x_perf", ["a"], 2))
        self.left("broken_perf", result("//:broken_perf", [], 60))
        self.assertIn("1 gates        1      2.0      2.00", self.cost().stdout)

    def test_nothing_measured_is_an_error_that_names_the_command(self) -> None:
        done = self.cost()
        self.assertEqual(done.returncode, 1)
        self.assertIn("Run: bazel test --test_tag_filters=perf", done.stderr)

    def test_a_damaged_result_is_named(self) -> None:
        self.left("x_perf", '{"target"')
        done = self.cost()
        self.assertEqual(done.returncode, 1)
        self.assertIn("x_perf/test.outputs: ", done.stderr)


if __name__ == "__main__":
    unittest.main()
