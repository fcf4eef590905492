#!/usr/bin/env python3
"""How many lines of which folder ran, from an LCOV report and the labels of all sources on standard input.

`bazel coverage` knows of files that a test links only. A .cc file that none does is named, and each of its lines of code
counts as one that did not run. A header without a line in the report may hold no code, so it is left out.
Exits 1 unless it is more than --more_than percent, and where there is nothing to count.
"""

import argparse
import collections
import pathlib
import re
import sys

# The suites and inputs of tests, and what only they link. Test sources proper are no library's.
TEST_CODE = re.compile(r"(_test\.cc|_bench\.cc|/contract\w*\.h|/corpus\.(cc|h)|/fuzz/.*|/testing/.*)$")

Lines = dict[str, dict[int, int]]  # source -> {line number: executions}


def read_lcov(path: pathlib.Path) -> Lines:
    lines: Lines = {}
    source: dict[int, int] = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        if text.startswith("SF:"):
            source = lines.setdefault(text[3:], {})
        elif text.startswith("DA:"):
            number, count = text[3:].split(",")[:2]
            source[int(number)] = source.get(int(number), 0) + int(count)
    return lines


def sources(labels: list[str]) -> list[str]:
    """The paths of this tree's sources that are not test code."""
    paths = {label[2:].replace(":", "/") for label in labels if label.startswith("//")}
    return sorted(path for path in paths if path.endswith((".cc", ".h")) and not TEST_CODE.search(path))


def lines_of_code(path: pathlib.Path) -> int:
    """Lines that hold more than a comment, a directive or a bracket; about what gcov would count, on the high side."""
    texts = (text.strip() for text in path.read_text(encoding="utf-8").splitlines())
    return sum(not re.fullmatch(r"|//.*|#.*|[{}()\[\];,]*|namespace .*", text) for text in texts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("--more_than", type=float, required=True, metavar="PERCENT")
    options = parser.parse_args()
    if not options.report.is_file():
        sys.exit(f"{options.report}: there is no such report: `bazel coverage` writes it unless its tests could not be built")

    report = read_lcov(options.report)
    folders: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])  # covered, all
    unlinked = []
    for path in sources(sys.stdin.read().split()):
        counts = report.get(path)
        if counts:
            covered, all_lines = sum(count > 0 for count in counts.values()), len(counts)
        elif path.endswith(".cc"):
            covered, all_lines = 0, lines_of_code(pathlib.Path(path))
            unlinked.append(f"{path}: no test links it, {all_lines} lines")
        else:
            continue
        folder = folders["/".join(path.split("/")[:2])]
        folder[0] += covered
        folder[1] += all_lines

    for name, (covered, all_lines) in sorted(folders.items()):
        print(f"{100 * covered / max(all_lines, 1):5.1f} %  {covered:6} of {all_lines:6}  {name}")
    for line in unlinked:
        print(line)
    covered, all_lines = (sum(column) for column in zip(*folders.values())) if folders else (0, 0)
    if all_lines == 0:
        sys.exit(f"{options.report}: not one line of the sources on standard input is in it")
    percent = 100 * covered / all_lines
    print(f"{percent:5.1f} %  {covered:6} of {all_lines:6}  in all, more than {options.more_than:g} % wanted")
    return 0 if percent > options.more_than else 1


if __name__ == "__main__":
    sys.exit(main())
