"""What the lanes remote_cache and rbe share: scratch clones with Bazel servers of their own, and the end of both.

Whatever a lane starts or writes is known to its `Lane`, which ends and removes it on exit, also after Ctrl-C or SIGTERM.
"""

import contextlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/scale.md"


def documented(beginning: str) -> str:
    """The one command of docs/scale.md that begins so, which a lane runs; //tools/ci:scale_test sees that each is run."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    found = [line for block in blocks for line in block.splitlines() if line.startswith(beginning)]
    if len(found) != 1:
        raise SystemExit(f"{DOCUMENT}: {len(found)} commands begin with `{beginning}`, the lane needs one")
    return found[0]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for_port(port: int, server: subprocess.Popen, log: pathlib.Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if server.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"{server.args[0]} does not listen on port {port}:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


def fetch_package(package: str, into: pathlib.Path) -> pathlib.Path:
    """The files of a Debian package, unpacked and not installed, since installing a server starts it."""
    into.mkdir()
    done = subprocess.run(["apt-get", "download", package], cwd=into, capture_output=True, text=True, check=False)
    archives = list(into.glob("*.deb"))
    if done.returncode != 0 or len(archives) != 1:
        raise SystemExit(f"the Debian mirror did not serve {package}. Fix: apt-get update\n{done.stderr}")
    subprocess.run(["dpkg", "-x", archives[0], into], check=True)
    return into


def ran_by(result: dict) -> str:
    """How Bazel came to a testResult: local, linux-sandbox, remote, `remote cache hit` ...; `cached` if it did nothing."""
    if result.get("cachedLocally"):
        return "cached"
    information = result.get("executionInfo", {})
    return "remote cache hit" if information.get("cachedRemotely") else information.get("strategy", "nothing")


class Done:
    """A command that has ended: `code`, `log` (both streams) and `seconds`."""

    def __init__(self, code: int, log: str, seconds: float) -> None:
        self.code, self.log, self.seconds = code, log, seconds

    def processes(self, strategy: str) -> int:
        """How many of the last build ran so, by Bazel's own summary: "20 processes: 5 internal, 15 remote"."""
        summary = re.findall(r"^INFO: \d+ process(?:es)?: (.*)\.$", self.log, re.MULTILINE)
        counts = dict((what, int(n)) for n, what in re.findall(r"(\d+) ([a-z][a-z -]*)", summary[-1] if summary else ""))
        return counts.get(strategy, 0)


class Lane:
    """The scratch folder, the checks and everything that has to end with them."""

    def __init__(self, name: str, options: str) -> None:
        self.name = name
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix=f"pawl-{name}."))
        self.options = options  # of every build, as in a user.bazelrc
        self.commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
        self.workspaces: list[pathlib.Path] = []
        self.servers: list[subprocess.Popen] = []
        self.passed = self.failed = 0

    def check(self, held: object, what: str, log: str = "") -> None:
        """One check, one count; `log` is shown if it did not hold."""
        self.passed, self.failed = (self.passed + 1, self.failed) if held else (self.passed, self.failed + 1)
        print(f"{'ok' if held else 'FAILED'} {what}", flush=True)
        if not held:
            print("".join(f"    | {line}\n" for line in log.splitlines()[-80:]), end="", flush=True)

    def workspace(self, name: str) -> pathlib.Path:
        """A new folder whose Bazel, once user.bazelrc is read, has an output base and a server of its own."""
        path = self.scratch / name
        path.mkdir()
        self.workspaces.append(path)
        return path

    def add_options(self, workspace: pathlib.Path, file: str = "user.bazelrc") -> None:
        """In a file that the workspace's .bazelrc imports."""
        root = self.scratch / f"bazel-{workspace.name}"
        (workspace / file).write_text(f"startup --output_user_root={root} --max_idle_secs=120\n{self.options}")

    def clone(self, name: str) -> pathlib.Path:
        """The commit that was HEAD when the lane began, with the source archives that tools/setup has fetched."""
        path = self.workspace(name)
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", ROOT, path], check=True)
        subprocess.run(["git", "checkout", "--quiet", "--detach", self.commit], cwd=path, check=True)
        if not (ROOT / ".deps").is_dir():
            raise SystemExit("there is no folder .deps. Fix: tools/setup")
        shutil.copytree(ROOT / ".deps", path / ".deps")
        self.add_options(path)
        return path

    def start(self, command: list[str], log: pathlib.Path, **more) -> subprocess.Popen:
        with log.open("wb") as output:
            server = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, **more
            )
        self.servers.append(server)
        return server

    def run(self, workspace: pathlib.Path, command: str, meanwhile: Callable[[subprocess.Popen], None] = lambda _: None) -> Done:
        """Pastes `command` into a shell there; `meanwhile` is called while it runs."""
        print(f"{workspace.name}$ {command}", flush=True)
        log = self.scratch / "log"
        begin = time.monotonic()
        with log.open("wb") as output:
            shell = subprocess.Popen(
                ["bash", "-c", command], cwd=workspace, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env={**os.environ, "GIT_CEILING_DIRECTORIES": str(self.scratch), "PAWL_BINARY_STORE": str(self.scratch / "binaries")},
                start_new_session=True,
            )
        try:
            meanwhile(shell)
            code = shell.wait()
        finally:
            if shell.poll() is None:  # Bazel ends a build, tests included, when it is interrupted
                os.killpg(shell.pid, signal.SIGINT)
                shell.wait()
        return Done(code, log.read_text(errors="replace"), time.monotonic() - begin)

    def test(self, workspace: pathlib.Path, command: str) -> tuple[Done, dict[str, dict]]:
        """The same of a `bazel test`, and what it tells of each test: label -> its last testResult."""
        events = self.scratch / f"{workspace.name}.json"
        events.unlink(missing_ok=True)
        done = self.run(workspace, f"{command} --build_event_json_file={events}")
        results = {}
        for line in events.read_text().splitlines() if events.exists() else []:
            event = json.loads(line)
            if "testResult" in event:
                results[event["id"]["testResult"]["label"]] = event["testResult"]
        return done, results

    def gates(self, workspace: pathlib.Path, targets: str) -> list[str]:
        """The perf gates among these Bazel patterns."""
        query = f"attr(tags, '\\bperf\\b', tests({' + '.join(targets.split())})) except attr(tags, '\\bmanual\\b', //...)"
        done = subprocess.run(["bazel", "query", "--noshow_progress", query], cwd=workspace, capture_output=True, text=True, check=True)
        return done.stdout.split()

    def remove(self) -> None:
        for server in self.servers:
            with contextlib.suppress(ProcessLookupError):  # with all that it has started
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        for workspace in self.workspaces:
            if any((workspace / file).exists() for file in ("user.bazelrc", "scratch.bazelrc")):
                subprocess.run(["bazel", "shutdown"], cwd=workspace, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        subprocess.run(["chmod", "-R", "u+w", self.scratch], check=False)  # Bazel makes its outputs read-only
        shutil.rmtree(self.scratch)


@contextlib.contextmanager
def lane(name: str, options: str, tools: dict[str, str]) -> Iterator[Lane]:
    """Exits with 1 if a check has failed. `tools`: programs that are needed, with the command that installs each."""
    for tool, remedy in tools.items():
        if shutil.which(tool) is None:
            raise SystemExit(f"{name}: {tool} is not installed. Fix: {remedy}")
    for stop in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(stop, lambda number, _: sys.exit(128 + number))
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    if changed:
        print(f"note: clones are of HEAD, without your changes of {shlex.quote(changed.split()[1])} and others", flush=True)
    running = Lane(name, options)
    try:
        yield running
    finally:
        for stop in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # an impatient second one would leave a server behind
            signal.signal(stop, signal.SIG_IGN)
        running.remove()
    print(f"{running.passed} passed, {running.failed} failed")
    sys.exit(1 if running.failed or not running.passed else 0)
