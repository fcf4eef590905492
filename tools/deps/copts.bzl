"""Compiler flags of this tree's own targets: set here and not in an rc file, which a consumer would not inherit."""

COPTS = ["-std=c++20", "-Wall", "-Wextra"]
