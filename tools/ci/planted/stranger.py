"""The scratch copy of the stranger's workspace."""

import json
import os
import shutil
import signal
import subprocess
import xml.etree.ElementTree
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAWL = HERE.parents[2]


PREBUILT = """sh_binary(
    name = "pawl",
    srcs = ["program"],
    visibility = ["//visibility:public"],
)
"""


@dataclass(frozen=True)
class Gate:
    """One of the stranger's perf_tests."""

    name: str

    @property
    def target(self) -> str:
        return f"//:{self.name}"

    @property
    def baseline_file(self) -> str:
        return f"baselines/{self.name}.json"

    @property
    def accept(self) -> str:
        return f"bazel run {self.target}.accept"


WORDS = Gate("words_perf")  # of a component with a baseline and an optimized implementation
SEARCH = Gate("search_perf")  # of benchmarks that know nothing of Pawl


class Unexpected(Exception):
    """Says what was expected and did not happen."""


def expect(condition: object, what: str) -> None:
    if not condition:
        raise Unexpected(what)


class Workspace:
    """The copy, with a Bazel server and an output base of its own, both in `scratch`.

    Its gates run the `pawl` of `program`; without one it builds its own, as strangers do.
    """

    def __init__(self, scratch: Path, disk_cache: Path, program: Path | None) -> None:
        self.scratch = scratch
        self.path = scratch / "workspace"
        self.binaries = scratch / "binaries"  # where `.accept` keeps what it measured
        self.log = ""  # what the last command printed
        (scratch / "pawl").symlink_to(PAWL)
        self.copy_sources()
        options = f"startup --output_user_root={scratch}/bazel --max_idle_secs=60\nbuild --disk_cache={disk_cache}\n"
        self.pawl = "@pawl//tools/cli:pawl"  # as failures name it
        if program:
            self.pawl = "//prebuilt:pawl"
            folder = self.path / "prebuilt"
            folder.mkdir()
            shutil.copy(program, folder / "program")
            (folder / "BUILD").write_text(PREBUILT)
            options += f"build --@pawl//tools/perf:program={self.pawl}\n"
        (self.path / "scratch.bazelrc").write_text(options)

    def copy_sources(self) -> None:
        shutil.copytree(PAWL / "tools/ci/consumer", self.path, dirs_exist_ok=True)

    def run(self, command: list[str]) -> int:
        # The ceiling keeps git from taking the copy for a part of a repository that happens to be around it.
        done = subprocess.run(
            command,
            cwd=self.path,
            env={**os.environ, "GIT_CEILING_DIRECTORIES": str(self.scratch), "PAWL_BINARY_STORE": str(self.binaries)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self.log = done.stdout
        return done.returncode

    def paste(self, command: str) -> int:
        return self.run(["bash", "-c", command])

    def git(self, *arguments: str) -> int:
        return self.run(["git", *arguments])

    def outputs(self, gate: Gate) -> Path:
        return self.path / "bazel-testlogs" / gate.name

    def output(self, gate: Gate, name: str, shard: str = "") -> bytes | None:
        """What the gate left under this name, as a file (up to Bazel 6, and from 8 on) or in outputs.zip (7)."""
        folder = self.outputs(gate) / shard / "test.outputs"
        if (folder / name).exists():
            return (folder / name).read_bytes()
        if not (folder / "outputs.zip").exists():
            return None
        with zipfile.ZipFile(folder / "outputs.zip") as archive:
            return archive.read(name) if name in archive.namelist() else None

    def result(self, gate: Gate, shard: str = "") -> dict:
        text = self.output(gate, "result.json", shard)
        expect(text is not None, "the gate to write result.json")
        return json.loads(text or "")

    def accepted_binaries(self) -> list[Path]:
        return [path for path in self.binaries.glob("*/*") if path.is_file()]

    def test_cases(self, gate: Gate) -> list[xml.etree.ElementTree.Element]:
        try:
            return xml.etree.ElementTree.parse(self.outputs(gate) / "test.xml").getroot().findall("testsuite/testcase")
        except (OSError, xml.etree.ElementTree.ParseError) as error:
            raise Unexpected(f"a well-formed test.xml: {error}") from error

    def remove(self) -> None:
        for interrupt in (signal.SIGINT, signal.SIGTERM):  # an impatient second one would leave a server behind
            signal.signal(interrupt, signal.SIG_IGN)
        self.run(["bazel", "shutdown"])
        self.run(["chmod", "-R", "u+w", str(self.scratch)])  # Bazel makes its outputs read-only
        shutil.rmtree(self.scratch)
