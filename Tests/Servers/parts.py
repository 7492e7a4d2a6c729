"""What the checks of this folder share: an environment of their own, children that end with them, and the list of checks."""

import atexit
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from importlib import metadata

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "lathe-servers"


def within(name, packages):
    """Goes on inside the virtual environment `name` that has the packages; makes it first when they are missing."""
    place = CACHE / name
    python = place / "bin" / "python"
    done = place / "packages.txt"
    wanted = "\n".join(packages) + "\n"
    if not (done.exists() and done.read_text() == wanted):
        print(f"installing {', '.join(packages)} into {place}", file=sys.stderr, flush=True)
        CACHE.mkdir(parents=True, exist_ok=True)
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        # llama-cpp-python is compiled here: one job at a time, and behind everything else on the machine.
        environment = {"CMAKE_BUILD_PARALLEL_LEVEL": "1", **os.environ}
        subprocess.run(["nice", "-n", "15", str(python), "-m", "pip", "install", "-q", *packages], check=True, env=environment)
        done.write_text(wanted)
    if pathlib.Path(sys.prefix) != place:
        os.execv(python, [str(python), *sys.argv])
    print("; ".join(f"{p} {metadata.version(p)}" for p in [p.split("[")[0] for p in packages]), flush=True)


def temporary_folder():
    """A folder that goes when the program ends."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lathe-servers-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start(arguments, log, environment=None, **more):
    """Starts a child in a process group of its own, which is ended with this program, however that ends."""
    output = open(log, "wb")
    child = subprocess.Popen(
        arguments, stdin=subprocess.DEVNULL, stderr=output, start_new_session=True,
        env={**os.environ, **(environment or {})}, **{"stdout": output, **more})
    atexit.register(end, child)
    return child


def end(child):
    for number, patience in [(signal.SIGTERM, 5), (signal.SIGKILL, 5)]:
        try:
            os.killpg(child.pid, number)
            child.wait(patience)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass


def wait_for_port(port, child, log, seconds):
    """Waits until the child listens; raises with the end of its log when it ends or takes too long."""
    for _ in range(seconds * 4):
        if child.poll() is not None:
            break
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.25)
    tail = "\n".join(pathlib.Path(log).read_text(errors="replace").splitlines()[-20:])
    raise RuntimeError(f"{child.args[0]} does not listen on {port}:\n{tail}")


class Checks:
    """Runs checks one after another and prints a line for each."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: sys.exit(1))

    def __call__(self, name, check):
        """Runs `check`, which raises when something is wrong and may return a remark."""
        try:
            remark = check()
        except Exception as error:
            self.failed += 1
            print(f"FAIL  {name}: {type(error).__name__}: {error}", flush=True)
            if not isinstance(error, AssertionError) or not str(error):
                traceback.print_exc()
            return
        self.passed += 1
        print(f"ok    {name}{': ' + str(remark) if remark else ''}", flush=True)

    def skip(self, name, reason):
        self.skipped += 1
        print(f"skip  {name}: {reason}", flush=True)

    def finish(self, allows_skips=True):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
        sys.exit(1 if self.failed or not self.passed or (self.skipped and not allows_skips) else 0)


def same(found, wanted, what="value"):
    assert found == wanted, f"{what} is {found!r}, not {wanted!r}"
