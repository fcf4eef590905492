#!/usr/bin/env python3
"""What docs/scale.md tells teams to run and to write is what the lanes remote_cache and rbe run and write."""

import pathlib
import re
import unittest

DOCUMENT = pathlib.Path("docs/scale.md").read_text(encoding="utf-8")
LANES = {name: pathlib.Path("tools/ci", name).read_text(encoding="utf-8") for name in ("remote_cache", "rbe")}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)


class ScaleTest(unittest.TestCase):
    def test_every_command_is_one_that_a_lane_runs(self) -> None:
        commands = [line for block in blocks("sh") for line in block.splitlines()]
        run = {word for lane in LANES.values() for word in re.findall(r'\bdocumented\("([^"]+)"\)', lane)}
        self.assertEqual(len(commands), len(run), f"{len(commands)} commands, of which the lanes run {len(run)}")
        for beginning in sorted(run):
            found = [command for command in commands if command.startswith(beginning)]
            self.assertEqual(len(found), 1, f"one command that begins with `{beginning}`: {found}")

    def test_no_lane_runs_a_command_under_a_name_that_this_test_cannot_read(self) -> None:
        for name, lane in LANES.items():
            self.assertEqual(lane.count("documented("), len(re.findall(r'\bdocumented\("[^"]+"\)', lane)), name)

    def test_the_perf_test_for_a_pool_is_the_one_that_rbe_writes(self) -> None:
        (build,) = blocks("python")
        self.assertIn('machine = "perf"', build)
        self.assertIn('name = "search_perf"', build)
        self.assertIn('GATE = "//:search_perf"', LANES["rbe"])

    def test_the_ports_of_the_cache_are_those_of_its_configuration(self) -> None:
        configuration = pathlib.Path("tools/ci/cache.conf").read_text(encoding="utf-8")
        listened = re.findall(r"^ *listen 127\.0\.0\.1:(\d+);$", configuration, re.MULTILINE)
        self.assertEqual(sorted(set(re.findall(r"--remote_cache=http://127\.0\.0\.1:(\d+)", DOCUMENT))), sorted(listened))

    def test_ci_has_the_lanes_and_the_page_names_them(self) -> None:
        ci = pathlib.Path(".ci/run").read_text(encoding="utf-8")
        for name in LANES:
            self.assertIn(f"lane_{name}() {{ step {name} tools/ci/{name}; }}", ci)
            self.assertIn(f"`tools/ci/{name}`", DOCUMENT)


if __name__ == "__main__":
    unittest.main()
