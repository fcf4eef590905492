#!/usr/bin/env python3
"""LCOV for `bazel coverage`, in place of Bazel's Java tools, which cannot be downloaded offline.

Called by Bazel in two ways, both writing LCOV to --output_file:
  --coverage_dir=DIR --source_file_manifest=FILE   converts a test's *.gcov.json.gz (gcov 9 and later)
  --reports_file=FILE                              merges the reports that FILE lists, one path per line
"""

import argparse
import collections
import gzip
import json
import pathlib
import sys

Report = dict  # source path -> {line number: executions}


def read_gcov(directory: pathlib.Path, manifest: set[str]) -> Report:
    report: Report = collections.defaultdict(collections.Counter)
    for path in sorted(directory.rglob("*.gcov.json.gz")):
        for source in json.loads(gzip.decompress(path.read_bytes()))["files"]:
            if source["file"] in manifest:
                for line in source["lines"]:
                    report[source["file"]][line["line_number"]] += line["count"]
    return report


def read_lcov(paths: list[pathlib.Path]) -> Report:
    report: Report = collections.defaultdict(collections.Counter)
    for path in paths:
        source = None
        for text in path.read_text().splitlines():
            if text.startswith("SF:"):
                source = text[3:]
            elif text.startswith("DA:") and source:
                number, count = text[3:].split(",")[:2]
                report[source][int(number)] += int(count)
    return report


def write_lcov(report: Report, output: pathlib.Path) -> None:
    lines = []
    for source in sorted(report):
        counts = report[source]
        lines.append(f"SF:{source}")
        lines += [f"DA:{number},{counts[number]}" for number in sorted(counts)]
        lines += [f"LH:{sum(count > 0 for count in counts.values())}", f"LF:{len(counts)}", "end_of_record"]
    output.write_text("".join(line + "\n" for line in lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coverage_dir", type=pathlib.Path)
    parser.add_argument("--source_file_manifest", type=pathlib.Path)
    parser.add_argument("--reports_file", type=pathlib.Path)
    parser.add_argument("--output_file", type=pathlib.Path, required=True)
    options, _ = parser.parse_known_args()  # Bazel passes filters that the manifest already applied
    if options.reports_file:
        report = read_lcov([pathlib.Path(p) for p in options.reports_file.read_text().split() if p.endswith(".dat")])
    elif options.coverage_dir and options.source_file_manifest:
        report = read_gcov(options.coverage_dir, set(options.source_file_manifest.read_text().split()))
    else:
        sys.exit("lcov.py: needs --reports_file, or --coverage_dir with --source_file_manifest; Bazel passes them")
    write_lcov(report, options.output_file)


if __name__ == "__main__":
    main()
