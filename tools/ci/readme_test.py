#!/usr/bin/env python3
"""Compares what README.md and docs/ say with what the program prints and .ci/run executes."""

import pathlib
import subprocess
import unittest

README = pathlib.Path("README.md").read_text(encoding="utf-8")


class ReadmeTest(unittest.TestCase):
    def test_exit_codes_are_those_of_the_program(self) -> None:
        printed = subprocess.run(["tools/cli/pawl", "help", "exit-codes"], capture_output=True, text=True, check=True).stdout
        self.assertIn("```\n" + printed + "```", README, "copy the output of: bazel run //tools/cli:pawl -- help exit-codes")

    def test_options_are_those_of_the_program(self) -> None:
        """Without variables of its own and beside no .pawl.toml, so that the table is all that is printed."""
        page = pathlib.Path("docs/configuration.md").read_text(encoding="utf-8")
        printed = subprocess.run(["tools/cli/pawl", "help", "configuration"], capture_output=True, text=True, check=True, env={}).stdout
        self.assertIn("--strict-env", printed)
        self.assertIn("```\n" + printed + "```", page, "copy the output of: bazel run //tools/cli:pawl -- help configuration")

    def test_two_commands_do_all_the_set_up(self) -> None:
        commands = [line for line in README.splitlines() if line.startswith("tools/setup")]
        self.assertEqual(commands, ["tools/setup && bazel run //:report -- //benches:image_flags_perf", "tools/setup && bazel test //..."])


if __name__ == "__main__":
    unittest.main()
