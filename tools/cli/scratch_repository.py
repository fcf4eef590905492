"""A scratch repository of one perf_test, for tests of what `pawl` does with revisions.

git is real, and so is the benchmark; `bazel` is a script that answers what is asked of it, so that it can hang.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SANITIZED = "the benchmark was built with a sanitizer"  # what is built so is refused, with every other path as it is
PATIENCE_S = 50  # ends a test that waits for ever; nothing is timed

# Builds //:x_perf where a folder has a file `perf`; a file `broken` beside it is an error, and the tree of a file `slow`
# takes for ever in a build with an output base of its own, unless the script is patient. A file `manual` keeps it from
# queries that except such targets, `work` is the benchmark's data, `foreign` makes its plan one that nobody can read, and
# `neighbour` names what must lie beside the tree.
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
  query) case $asked in *manual*) hidden=manual ;; *) hidden=none ;; esac; [ ! -e perf ] || [ -e "$hidden" ] || echo //:x_perf ;;
  info) case $asked in output_base) echo "$FAKE/base" ;; bazel-bin) echo "$PWD/bin" ;; *) echo "INFO: none" >&2 ;; esac ;;
  build)
    if [ -e broken ]; then echo "ERROR: it is broken" >&2; exit 1; fi
    if [ -e neighbour ] && [ ! -e "../$(cat neighbour)" ]; then echo "ERROR: no ../$(cat neighbour)" >&2; exit 1; fi
    if [ -n "$own" ] && [ -e slow ] && [ ! -e "$FAKE/patient" ]; then echo $$ > "$FAKE/hanging"; exec sleep 1000; fi
    mkdir -p bin/x_perf.runfiles/w
    cp "$FAKE/worker" bin/x_perf.runfiles/w/x.bin
    echo 'int x;' > bin/x_perf.runfiles/w/x.cc
    [ ! -e work ] || cp work bin/x_perf.runfiles/w/work
    cp "$FAKE/plan" bin/x_perf.runfiles/w/x_perf.plan.json
    if [ -e foreign ]; then echo '{}' > bin/x_perf.plan.json; else cp "$FAKE/plan" bin/x_perf.plan.json; fi ;;
esac
"""


def wait_for(what: str, condition: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {patience_s} s for {what}"
        time.sleep(0.01)


def plan(**words: object) -> dict[str, object]:
    """What the rule of a perf_test without claims and limits writes, but for these words."""
    names = ("target", "binary", "counter", "baseline_file", "build_file", "status_file", "store_file")
    empty: dict[str, object] = {name: "" for name in names} | {"pawl": "//tools/cli:pawl", "claims": {}, "metrics": {}}
    empty |= {name: [] for name in ("layouts", "libraries", "sources", "other_files", "compiler_flags", "sweep", "report_only")}
    policy: dict[str, object] = {name: [] for name in ("limits", "outer_limits", "require", "strict")}
    return empty | {"policy": policy | {"case_limits": {}, "mutes": {}, "ratchet": False, "new_cases": "fail"}} | words


class Repository:
    """Each of its commits has some of the files that the script knows; `worker` is the benchmark of all."""

    def __init__(self, folder: Path, worker: str, sources: list[str]) -> None:
        self.fake = folder / "fake"
        self.path = folder / "repository"
        for one in (self.fake, self.path):
            one.mkdir()
        (self.fake / "bazel").write_text(BAZEL)
        (self.fake / "bazel").chmod(0o755)
        shutil.copy(worker, self.fake / "worker")
        words = plan(target="//:x_perf", binary="x.bin", counter="none", sources=sources)
        (self.fake / "plan").write_text(json.dumps(words))
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

    def commit(self, *files: str, **texts: str) -> str:
        """Replaces all files: `files` with their names in them, and `texts`. Returns the commit's hash."""
        for old in self.path.glob("[a-z]*"):
            if old.is_file():
                old.unlink()
        texts |= {name: name for name in files}
        for name, text in texts.items():
            (self.path / name).write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=" + " and ".join(sorted(texts) or ["nothing"]))
        return self.git("rev-parse", "HEAD").strip()

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = ["tools/cli/pawl", *words]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, *words: str) -> tuple[int, str]:
        pawl = self.start(*words)
        said, _ = pawl.communicate()
        return pawl.returncode, said

    def hanging_build(self) -> Path | None:
        """The folder of its process in /proc, once there is one."""
        file = self.fake / "hanging"
        process = file.read_text().strip() if file.exists() else ""
        return Path("/proc") / process if process else None

    def expect_clean(self) -> None:
        assert self.git("worktree", "list").count("\n") == 1, self.git("worktree", "list")
        left = [one.name for one in self.fake.iterdir() if one.is_dir()]
        assert not left, f"{left} to be removed"
        assert self.git("status", "--porcelain") == "", "the user's tree to be as it was"


def run_tests(functions: dict[str, object], worker: str, sources: list[str]) -> None:
    """Calls every test_*, each with a repository of its own."""
    for name, test in list(functions.items()):
        if name.startswith("test_") and callable(test):
            print(name, flush=True)
            with tempfile.TemporaryDirectory() as scratch:
                test(Repository(Path(scratch), worker, sources))
