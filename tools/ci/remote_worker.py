"""Bazel's own RemoteWorker, compiled from Debian's source package of the Bazel that is installed: for lanes, not for teams."""

import pathlib
import re
import subprocess
import tempfile
from datetime import datetime

from lane import Lane, fetch_package, free_port, wait_for_port

SERVER = pathlib.Path("/usr/share/bazel/A-server.jar")  # of bazel-bootstrap: the worker uses Bazel's classes
LIBRARIES = f"{SERVER}:/usr/share/java/*"
MAIN = "com.google.devtools.build.remote.worker.RemoteWorker"
SOURCES = "src/tools/remote/src/main/java/com/google/devtools/build/remote/worker"

# It executes whatever it is sent, so nobody outside this machine may reach it; as it stands it listens everywhere.
EVERYWHERE = "NettyServerBuilder.forPort(workerOptions.listenPort)"
HERE = 'NettyServerBuilder.forAddress(new java.net.InetSocketAddress("127.0.0.1", workerOptions.listenPort))'

# Says when each action begins and ends.
LOGGING = f"""handlers=java.util.logging.ConsoleHandler
java.util.logging.ConsoleHandler.level=FINE
{MAIN.rsplit(".", 1)[0]}.level=FINE
"""


def compiled(running: Lane) -> pathlib.Path:
    """The folder of its classes."""
    if not SERVER.exists():
        raise SystemExit(f"there is no {SERVER}, which Debian 12's bazel-bootstrap installs. Fix: tools/setup")
    sources = fetch_package("bazel-bootstrap-source", running.scratch / "worker-source") / "usr/src/bazel-bootstrap" / SOURCES
    main = sources / "RemoteWorker.java"
    text = main.read_text()
    if text.count(EVERYWHERE) != 1:
        raise SystemExit(f"{main.name} does not say `{EVERYWHERE}` once: adapt tools/ci/remote_worker.py to this version of Bazel")
    main.write_text(text.replace(EVERYWHERE, HERE))
    classes = running.scratch / "worker-classes"
    files = [*sources.glob("*.java"), *sources.glob("http/*.java")]
    done = subprocess.run(
        ["javac", "-nowarn", "-proc:none", "-d", classes, "-cp", LIBRARIES, *files], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"javac could not compile Bazel's RemoteWorker:\n{done.stderr}")
    return classes


class RemoteWorker:
    """One worker with `slots`, each of which executes one action at a time. Ignores execution properties."""

    def __init__(self, running: Lane, classes: pathlib.Path, slots: int) -> None:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="worker-", dir=running.scratch))  # of each its own cache
        for part in ("cas", "work"):
            (folder / part).mkdir(parents=True)
        (folder / "logging.properties").write_text(LOGGING)
        self.port = free_port()
        self.log = folder / "log"
        command = ["java", "-Xmx1g", f"-Djava.util.logging.config.file={folder}/logging.properties", "-cp", f"{classes}:{LIBRARIES}", MAIN]
        command += [f"--work_path={folder}/work", f"--cas_path={folder}/cas", f"--listen_port={self.port}", f"--jobs={slots}"]
        self.server = running.start(command, self.log)
        wait_for_port(self.port, self.server, self.log)

    def intervals(self) -> list[tuple[float, float]]:
        """When each action so far began and ended on its slot, seconds since the epoch, in the order of beginnings."""
        begun: dict[str, float] = {}
        intervals = []
        for line in self.log.read_text(errors="replace").splitlines():
            found = re.match(r"(\d{6} \d\d:\d\d:\d\d\.\d+):.*(Received work for|Completed):? .*action-id: (\w+)", line)
            if not found:
                continue
            at = datetime.strptime(found[1], "%y%m%d %H:%M:%S.%f").timestamp()
            if found[2] == "Completed":
                intervals.append((begun.pop(found[3]), at))
            else:
                begun[found[3]] = at
        return sorted(intervals)
