#!/usr/bin/env python3
"""What counts as covered, on hand-written reports: `bazel test //tools/ci/coverage:lines_test`."""

import os
import pathlib
import subprocess
import tempfile
import unittest

LINES = pathlib.Path(__file__).absolute().parent / "lines.py"  # not resolved: the one in the runfiles

HALF = "SF:impls/a/a.cc\nDA:1,3\nDA:2,0\nend_of_record\n"


class LinesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=os.environ.get("TEST_TMPDIR")))
        self.report = self.folder / "report.dat"

    def count(self, lcov: str, *labels: str, more_than: float = 24) -> subprocess.CompletedProcess:
        self.report.write_text(lcov)
        return subprocess.run([LINES, self.report, f"--more_than={more_than}"], input="\n".join(labels), cwd=self.folder,
                              capture_output=True, text=True)

    def test_lines_that_ran_are_counted_by_folder(self) -> None:
        done = self.count(HALF, "//impls/a:a.cc")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(" 50.0 %       1 of      2  impls/a\n", done.stdout)

    def test_too_few_lines_fail(self) -> None:
        self.assertEqual(self.count(HALF, "//impls/a:a.cc", more_than=50).returncode, 1)

    def test_a_source_that_no_test_links_is_named_and_not_covered(self) -> None:
        (self.folder / "tools/b").mkdir(parents=True)
        (self.folder / "tools/b/b.cc").write_text("// Why.\n#include <x>\n\nint B() {\n  return 1;\n}\n")
        done = self.count(HALF, "//impls/a:a.cc", "//tools/b:b.cc")
        self.assertEqual(done.returncode, 0)
        self.assertIn("tools/b/b.cc: no test links it, 2 lines\n", done.stdout)
        self.assertIn(" 25.0 %       1 of      4  in all", done.stdout)

    def test_a_header_without_a_line_is_left_out(self) -> None:
        self.assertEqual(self.count(HALF, "//impls/a:a.cc", "//impls/a:a.h").returncode, 0)

    def test_test_code_and_foreign_sources_are_left_out(self) -> None:
        lcov = HALF + "SF:impls/a/contract_faults.h\nDA:1,0\nend_of_record\n"
        done = self.count(lcov, "//impls/a:a.cc", "//impls/a:contract_faults.h", "@fmt//:fmt.cc", "//impls/a:a_test.cc")
        self.assertIn(" 1 of      2  in all", done.stdout)

    def test_nothing_to_count_fails(self) -> None:
        done = self.count("", "//impls/a:a.h")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("not one line", done.stderr)

    def test_an_absent_report_is_named(self) -> None:
        done = subprocess.run([LINES, self.report, "--more_than=85"], input="", capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(f"{self.report}: there is no such report", done.stderr)


if __name__ == "__main__":
    unittest.main()
