#!/usr/bin/env python3
"""Writes compile_commands.json, which clangd and clang-tidy read, from Bazel's own compile actions.

Usage: tools/compdb.py [TARGET PATTERN...]     default: //...    (anywhere in the tree, or from a `bazel run` program)

Asks Bazel for the commands without building. Generated headers exist only after a `bazel build`.
"""

import json
import os
import pathlib
import subprocess
import sys

GCC_ONLY = {"-fno-canonical-system-headers", "-Wno-free-nonheap-object", "-Wunused-but-set-parameter"}


def workspace() -> pathlib.Path:
    # `bazel run` starts programs in their runfiles; this names the real tree.
    if "BUILD_WORKSPACE_DIRECTORY" in os.environ:
        return pathlib.Path(os.environ["BUILD_WORKSPACE_DIRECTORY"])
    return pathlib.Path(__file__).resolve().parent.parent


def bazel(root: pathlib.Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["bazel", *arguments], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    except FileNotFoundError:
        sys.exit("compdb.py: bazel is not installed. Fix: tools/setup")
    if done.returncode:
        sys.exit(f"{done.stderr}compdb.py: bazel {arguments[0]} failed (its message is above): correct the BUILD file it names")
    return done.stdout


def source_of(arguments: list[str]) -> str | None:
    return arguments[arguments.index("-c") + 1] if "-c" in arguments else None


def entries(actions: list[dict], directory: str) -> list[dict]:
    found = {}
    for action in actions:
        source = source_of(action["arguments"])
        # A source compiled twice (for tools, with and without PIC) is one entry: the first, as an editor would take it.
        if source is None or source.startswith(("external/", "bazel-out/")) or source in found:
            continue
        arguments = [a for a in action["arguments"] if a not in GCC_ONLY]
        found[source] = {"directory": directory, "file": source, "arguments": arguments}
    return [found[source] for source in sorted(found)]


def main() -> None:
    root = workspace()
    targets = " + ".join(f"deps({pattern})" for pattern in sys.argv[1:] or ["//..."])
    actions = json.loads(bazel(root, "aquery", f'mnemonic("CppCompile", {targets})', "--output=jsonproto")).get("actions", [])
    commands = entries(actions, bazel(root, "info", "execution_root").strip())
    if not commands:
        sys.exit(f"compdb.py: no C++ source of this tree below {targets}: name a target pattern that has some")
    output = root / "compile_commands.json"
    output.write_text(json.dumps(commands, indent=1) + "\n")
    print(f"{output.name}: {len(commands)} sources")


if __name__ == "__main__":
    main()
