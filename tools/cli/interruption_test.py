#!/usr/bin/env -S python3 -B
"""Interrupts `pawl` while its worker hangs: the machine is left as it was found, and the signal is seen by who waits."""

import json
import os
import signal
import subprocess
import tempfile
from pathlib import Path

from scratch_repository import PATIENCE_S, plan, wait_for

# Greets, lists one case, says where it is, and never answers again. It is no worker of ours, so the kernel does not end
# it with its parent.
WORKER = r"""#!/bin/sh
printf 'hello\t2\toptimized=yes\tsanitized=no\tcounter=absent\n' >&4
read -r request <&3
printf 'case\tcpu\tA\nend\n' >&4
printf '%s\n%s\n' $$ "$TMPDIR" > "{facts}.new" && mv "{facts}.new" "{facts}"
exec sleep 1000
"""

# What doctor says of kernels that it will not measure.
SANITIZED = "the kernels were built with a sanitizer"


def lives(process: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def settings() -> dict[str, str]:
    """What a benchmark tool might be tempted to change."""
    paths = list(Path("/sys/devices/system/cpu").glob("cpu*/cpufreq/scaling_governor"))
    paths += [Path("/proc/sys/kernel/randomize_va_space")]
    return {str(path): path.read_text() for path in paths if path.exists()} | {
        "affinity": str(sorted(os.sched_getaffinity(0)))
    }


def write_plan(folder: Path) -> Path:
    worker = folder / "worker"
    worker.write_text(WORKER.replace("{facts}", str(folder / "facts")))
    worker.chmod(0o755)
    path = folder / "plan.json"
    path.write_text(json.dumps(plan(target="//:x_perf", binary=str(worker), counter="none")))
    return path


def interrupt(by: signal.Signals) -> None:
    before = settings()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pawl = subprocess.Popen(["tools/cli/pawl", "smoke", f"--plan={write_plan(folder)}"])
        wait_for("the worker", (folder / "facts").exists)
        worker, scratch = (folder / "facts").read_text().split()
        assert lives(int(worker)) and Path(scratch).is_dir()
        pawl.send_signal(by)
        assert pawl.wait(PATIENCE_S) == -by, f"the end by {by.name} to be visible"
        wait_for("the worker's end", lambda: not lives(int(worker)))
        assert not Path(scratch).exists(), f"{scratch} to be removed after {by.name}"
    assert settings() == before


def children(process: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def scratch_of(process: int) -> str:
    """The folder of one of its workers, which is gone the next moment: empty if none was caught."""
    for child in children(process):
        try:
            variables = Path(f"/proc/{child}/environ").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        for variable in variables:
            if variable.startswith("TMPDIR=/tmp/pawl"):
                return variable.removeprefix("TMPDIR=")
    return ""


def interrupt_doctor() -> None:
    """In the middle of what it tries and times, or, if another run is measuring, while it waits for that. A doctor whose
    kernels are sanitized has one worker greet it and nothing to measure: it may be done before that one is seen."""
    before = settings()
    with tempfile.TemporaryFile("w+") as said:
        pawl = subprocess.Popen(["tools/cli/pawl", "doctor", "--seconds=1000"], stdout=said, stderr=said)
        scratch = ""

        def words() -> str:
            return os.pread(said.fileno(), 1 << 16, 0).decode(errors="replace")

        def busy_or_done() -> bool:
            nonlocal scratch
            scratch = scratch_of(pawl.pid)
            return bool(scratch) or "waiting: " in words() or pawl.poll() is not None

        wait_for("a worker of doctor's", busy_or_done)
        workers = children(pawl.pid)
        pawl.send_signal(signal.SIGINT)
        code = pawl.wait(PATIENCE_S)
        assert code == -signal.SIGINT or SANITIZED in words(), f"the end by SIGINT to be visible, not {code}: {words()}"
        wait_for("its workers' end", lambda: not any(lives(worker) for worker in workers))
        assert not scratch or not Path(scratch).exists(), f"{scratch} to be removed"
    assert settings() == before


for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    interrupt(one)
interrupt_doctor()
