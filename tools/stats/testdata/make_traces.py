#!/usr/bin/env python3
"""Condenses recorded timing noise into the two small CSV files beside this script.

  make_traces.py TRACES_FOLDER

TRACES_FOLDER holds pp2_even.csv.gz and inter.csv.gz: one row per slice, as its README describes them. Written are

  identical_code.csv       cells A (contender) and A2 (reference) of pp2_even: the same binary in two processes
  two_implementations.csv  cells R (contender) and A (reference) of inter: two implementations in one process

with one row per benchmark and process (pair), in time order within a benchmark: the interquartile mean of the rounds'
log(contender / reference), and each side's floor, the 10th percentile of its slices. Both sides of a benchmark ran the same
number of iterations per slice, so that ratios of slices are ratios per iteration.
"""

import collections
import csv
import gzip
import math
import pathlib
import sys

# The two benchmarks whose work the measuring thread's CPU time misses; the others are judged by CPU time.
WALL_CLOCK = {"two_thread", "file_read16k"}


def interquartile_mean(values):
    """The definition of tools/stats/robust.h."""
    ordered = sorted(values)
    low, high = len(ordered) / 4, 3 * len(ordered) / 4
    weights = [max(0.0, min(i + 1, high) - max(i, low)) for i in range(len(ordered))]
    return sum(w * x for w, x in zip(weights, ordered)) / sum(weights)


def floor(values):
    """10th percentile, linear between order statistics, as in tools/stats/robust.h."""
    ordered = sorted(values)
    position = 0.1 * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def processes(path, cells):
    """Maps (benchmark, run) to {round: {cell: ns}}, in the file's order, which is time order."""
    found = collections.OrderedDict()
    with gzip.open(path, "rt") as source:
        for row in csv.DictReader(source):
            if row["cell"] in cells:
                ns = int(row["wall_ns" if row["bench"] in WALL_CLOCK else "cpu_ns"])
                rounds = found.setdefault((row["bench"], int(row["run_id"])), {})
                rounds.setdefault(row["round"], {})[row["cell"]] = ns
    return found


def condense(source, contender, reference, target):
    rows = []
    for (benchmark, run), rounds in processes(source, {contender, reference}).items():
        pairs = [(cells[contender], cells[reference]) for cells in rounds.values() if len(cells) == 2]
        rows.append((benchmark, run, interquartile_mean([math.log(c / r) for c, r in pairs]),
                     floor([c for c, _ in pairs]), floor([r for _, r in pairs])))
    rows.sort(key=lambda row: row[:2])
    with open(target, "w") as out:
        out.write("# Written by tools/stats/testdata/make_traces.py.\n")
        out.write("benchmark,process,log_ratio,contender_floor_ns,reference_floor_ns\n")
        for row in rows:
            out.write("%s,%d,%.6f,%.0f,%.0f\n" % row)


def main(traces):
    here = pathlib.Path(__file__).parent
    condense(traces / "pp2_even.csv.gz", "A", "A2", here / "identical_code.csv")
    condense(traces / "inter.csv.gz", "R", "A", here / "two_implementations.csv")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
