#!/usr/bin/env python3
"""The LCOV stand-in, fed a hand-written gcov file: `bazel test //tools/deps/coverage:lcov_test`."""

import gzip
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

LCOV = pathlib.Path(__file__).parent / "lcov.py"  # not resolved: the one in the runfiles


def gcov(*files: tuple[str, dict[int, int]]) -> bytes:
    """What `gcov --json-format` writes, reduced to what a report needs; files are (path, {line: executions})."""
    return gzip.compress(json.dumps({
        "format_version": "1",
        "files": [{"file": path, "lines": [{"line_number": n, "count": c} for n, c in lines.items()]}
                  for path, lines in files],
    }).encode())


class LcovTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=os.environ.get("TEST_TMPDIR")))
        self.output = self.folder / "out.dat"

    def write(self, name: str, content: bytes | str) -> pathlib.Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run_lcov(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([LCOV, *arguments], capture_output=True, text=True)

    def convert(self, manifest: str) -> str:
        done = self.run_lcov(f"--coverage_dir={self.folder}", f"--output_file={self.output}",
                             f"--source_file_manifest={self.write('manifest', manifest)}", "--filter_sources=/usr/.*")
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.output.read_text()

    def test_lines_run_and_not_run_are_counted(self):
        self.write("a.gcov.json.gz", gcov(("m/key.cc", {7: 0, 3: 2})))
        self.assertEqual(self.convert("m/key.cc\n"), "SF:m/key.cc\nDA:3,2\nDA:7,0\nLH:1\nLF:2\nend_of_record\n")

    def test_files_outside_the_manifest_are_left_out(self):
        self.write("a.gcov.json.gz", gcov(("/usr/include/c++/12/string", {1: 9}), ("m/key.cc", {1: 1})))
        self.assertNotIn("/usr", self.convert("m/key.cc\nm/key.h\n"))

    def test_a_header_seen_by_two_objects_is_added_up(self):
        self.write("x/a.gcov.json.gz", gcov(("m/key.h", {1: 1, 2: 0})))
        self.write("y/b.gcov.json.gz", gcov(("m/key.h", {1: 4})))
        self.assertEqual(self.convert("m/key.h"), "SF:m/key.h\nDA:1,5\nDA:2,0\nLH:1\nLF:2\nend_of_record\n")

    def test_reports_of_several_tests_are_merged(self):
        one = self.write("one.dat", "SF:b.cc\nDA:1,1\nend_of_record\nSF:a.cc\nDA:1,0\nLH:0\nLF:1\nend_of_record\n")
        two = self.write("two.dat", "SF:a.cc\nDA:1,3\nDA:2,0\nend_of_record\n")
        listing = self.write("reports", f"{one}\n{two}\n{self.folder / 'baseline.txt'}\n")
        done = self.run_lcov(f"--reports_file={listing}", f"--output_file={self.output}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.output.read_text(), "SF:a.cc\nDA:1,3\nDA:2,0\nLH:1\nLF:2\nend_of_record\n"
                                                  "SF:b.cc\nDA:1,1\nLH:1\nLF:1\nend_of_record\n")

    def test_a_call_without_input_says_what_is_missing(self):
        done = self.run_lcov(f"--output_file={self.output}")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("--reports_file", done.stderr)


if __name__ == "__main__":
    unittest.main()
