#!/usr/bin/env python3
"""Compares what README.md says with what the program prints and .ci/run executes."""

import pathlib
import subprocess
import unittest

README = pathlib.Path("README.md").read_text(encoding="utf-8")


class ReadmeTest(unittest.TestCase):
    def test_exit_codes_are_those_of_the_program(self) -> None:
        printed = subprocess.run(["tools/cli/pawl", "help", "exit-codes"], capture_output=True, text=True, check=True).stdout
        self.assertIn("```\n" + printed + "```", README, "copy the output of: bazel run //tools/cli:pawl -- help exit-codes")

    def test_two_commands_do_all_the_set_up(self) -> None:
        commands = [line for line in README.splitlines() if line.startswith("tools/setup")]
        self.assertEqual(commands, ["tools/setup && bazel run //:report", "tools/setup && bazel test //..."])


if __name__ == "__main__":
    unittest.main()
