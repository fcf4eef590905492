#!/usr/bin/env -S python3 -B
"""Compares a scratch repository with its revisions: what is built beside it is removed again, whatever happens.

git is real, and so is the benchmark; `bazel` is a script that answers what is asked of it, so that it can hang.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SANITIZED = "the benchmark was built with a sanitizer"  # what is built so is refused, with every other path as it is
PATIENCE_S = 50  # ends a test that waits for ever; nothing is timed

# Builds //:x_perf where a folder has a file `perf`; a file `broken` beside it is an error, and the tree of a file `slow`
# takes for ever in a build with an output base of its own.
BAZEL = r"""#!/bin/sh
printf '%s %s\n' "$PWD" "$*" >> "$FAKE/log"
for word; do
  case $word in
    --output_base=*) own=${word#*=} ;;
    query | build | info | shutdown) command=$word; break ;;
  esac
done
for word; do asked=$word; done
case $command in
  query) [ ! -e perf ] || echo //:x_perf ;;
  info) case $asked in output_base) echo "$FAKE/base" ;; bazel-bin) echo "$PWD/bin" ;; *) echo "INFO: none" >&2 ;; esac ;;
  build)
    if [ -e broken ]; then echo "ERROR: it is broken" >&2; exit 1; fi
    if [ -n "$own" ] && [ -e slow ]; then echo $$ > "$FAKE/hanging"; exec sleep 1000; fi
    mkdir -p bin/x_perf.runfiles/w
    cp "$FAKE/worker" bin/x_perf.runfiles/w/x.bin
    echo 'int x;' > bin/x_perf.runfiles/w/x.cc
    cp "$FAKE/plan" bin/x_perf.runfiles/w/x_perf.plan.json
    cp "$FAKE/plan" bin/x_perf.plan.json ;;
esac
"""


def wait_for(what: str, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE_S} s for {what}"
        time.sleep(0.01)


def plan() -> dict[str, object]:
    words: dict[str, object] = {name: "" for name in ("baseline_file", "build_file", "status_file")}
    words |= {"target": "//:x_perf", "pawl": "//tools/cli:pawl", "binary": "x.bin", "counter": "none"}
    words |= {name: [] for name in ("layouts", "libraries", "compiler_flags", "sweep", "report_only")}
    words |= {"claims": {}, "metrics": {}, "sources": ["x.cc"]}
    policy: dict[str, object] = {name: [] for name in ("limits", "outer_limits", "require", "strict")}
    return words | {"policy": policy | {"case_limits": {}, "mutes": {}, "ratchet": False, "new_cases": "fail"}}


class Repository:
    """Its tree can be built; `parent` is the revision before it, in which some files differ."""

    def __init__(self, folder: Path) -> None:
        self.fake = folder / "fake"
        self.path = folder / "repository"
        for one in (self.fake, self.path):
            one.mkdir()
        (self.fake / "bazel").write_text(BAZEL)
        (self.fake / "bazel").chmod(0o755)
        shutil.copy("tools/doctor/kernels_bench", self.fake / "worker")
        (self.fake / "plan").write_text(json.dumps(plan()))
        self.environment = os.environ | {
            "PATH": f"{self.fake}:{os.environ['PATH']}",
            "FAKE": str(self.fake),
            "BUILD_WORKSPACE_DIRECTORY": str(self.path),
            "HOME": str(folder),
        }
        self.git("init", "--quiet")
        (self.path / ".gitignore").write_text("bin\n")

    def git(self, *words: str) -> str:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        command = ["git", *identity, *words]
        return subprocess.run(command, cwd=self.path, env=self.environment, check=True, capture_output=True, text=True).stdout

    def commit(self, *files: str) -> None:
        for old in self.path.glob("[a-z]*"):
            if old.is_file():
                old.unlink()
        for name in files:
            (self.path / name).write_text(name)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=" + " and ".join(files or ("nothing",)))

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = ["tools/cli/pawl", "compare", *words]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def compare(self, *words: str) -> tuple[int, str]:
        pawl = self.start("--against=HEAD~1", *words)
        said, _ = pawl.communicate()
        return pawl.returncode, said

    def expect_clean(self) -> None:
        assert self.git("worktree", "list").count("\n") == 1, self.git("worktree", "list")
        left = [one.name for one in self.fake.iterdir() if one.is_dir()]
        assert not left, f"{left} to be removed"
        assert self.git("status", "--porcelain") == "", "the user's tree to be as it was"


def test_a_revision_is_compared_and_removed(repository: Repository) -> None:
    repository.commit("perf", "old")
    repository.commit("perf")
    code, said = repository.compare("--filter=^doctor/Arithmetic")
    assert said.startswith("comparing this tree with "), said
    assert "(perf and old)" in said, said
    if SANITIZED in said:
        assert code == 1, (code, said)
        repository.expect_clean()
        return
    assert "(identical binary)" in said and " 1 ok;" in said, said
    assert code == 0, (code, said)
    assert "shutdown" in (repository.fake / "log").read_text(), "its server to be ended"
    repository.expect_clean()


def test_a_revision_that_does_not_build_says_so(repository: Repository) -> None:
    repository.commit("perf", "broken")
    repository.commit("perf")
    code, said = repository.compare()
    assert code == 1 and "does not build here" in said and "ERROR: it is broken" in said, (code, said)
    repository.expect_clean()


def test_a_revision_without_pawl_says_so(repository: Repository) -> None:
    repository.commit("readme")
    repository.commit("perf")
    code, said = repository.compare()
    assert code == 1 and "has no Pawl at all" in said and "--against=PATH" in said, (code, said)
    repository.expect_clean()


def test_what_is_no_revision_is_a_usage_error(repository: Repository) -> None:
    repository.commit("perf")
    code, said = repository.compare()
    assert code == 2 and "neither a revision of this repository nor a file" in said, (code, said)


def hanging(repository: Repository) -> tuple[subprocess.Popen[str], Path]:
    repository.commit("perf", "slow")
    repository.commit("perf")
    pawl = repository.start("--against=HEAD~1")
    wait_for("the build of the revision", (repository.fake / "hanging").exists)
    wait_for("its process", lambda: (repository.fake / "hanging").read_text() != "")
    return pawl, Path("/proc") / (repository.fake / "hanging").read_text().strip()


def test_an_interruption_ends_the_build_and_removes_it(repository: Repository) -> None:
    pawl, build = hanging(repository)
    pawl.send_signal(signal.SIGINT)
    assert pawl.wait(PATIENCE_S) == -signal.SIGINT, "the end by SIGINT to be visible"
    wait_for("the end of the build", lambda: not build.exists())
    repository.expect_clean()


def test_what_a_killed_comparison_left_the_next_one_removes(repository: Repository) -> None:
    pawl, build = hanging(repository)
    pawl.kill()
    pawl.wait(PATIENCE_S)
    os.kill(int(build.name), signal.SIGKILL)
    assert repository.git("worktree", "list").count("\n") == 2, "something to be left"
    repository.commit("perf", "newer")
    repository.commit("perf")
    code, said = repository.compare("--filter=^doctor/Arithmetic")
    assert code == 0 or SANITIZED in said, (code, said)
    repository.expect_clean()


for name, test in list(globals().items()):
    if name.startswith("test_"):
        print(name, flush=True)
        with tempfile.TemporaryDirectory() as scratch:
            test(Repository(Path(scratch)))
