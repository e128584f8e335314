"""A child process with the manners a test asks for; standard library only, so it starts fast.

Run as ``supervised_child.py ROLE SETTINGS PARENT_PID FOLDER MANNERS…``. It notes in
``FOLDER/events`` what it does, one line ``ROLE EVENT PID`` each.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from appliance.orphans import die_with_parent

BEAT_S = 0.05


class SupervisedChild:
    """Does what its manners say.

    ``crash`` exits with 3 when ready; ``crash-first`` only in the first run; ``refuse`` exits
    with 9 before; ``mute`` is never ready; ``stall`` is ready and reports nothing; ``stuck``
    reports without any progress; ``busy`` uses the processor meanwhile; ``stubborn`` ignores
    SIGTERM; ``grandchild`` starts a process that ignores it too; ``chatty`` floods
    standard output; ``bloat`` takes memory.
    """

    def __init__(self, role: str, settings: Path, folder: Path, manners: set[str]) -> None:
        self.role = role
        self.folder = folder
        self.manners = manners
        run = json.loads(settings.read_bytes())["storage"]["run_dir"]
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(Path(run) / "supervisor.sock"))
        self.stopping = threading.Event()
        self.is_leaving = False

    def run(self) -> None:
        """Live."""
        first = not self._has_run_before()
        self.note("started")
        signal.signal(signal.SIGTERM, self._asked_to_stop)
        signal.signal(signal.SIGHUP, self._asked_to_leave)
        if "refuse" in self.manners:
            print("The port is busy. → Choose another.", file=sys.stderr, flush=True)
            sys.exit(9)
        if "grandchild" in self.manners:
            self._start_grandchild()
        if "chatty" in self.manners:
            print("\n".join(f"line {number}" for number in range(2000)), flush=True)
        ballast = b"x" * 600 * 2**20 if "bloat" in self.manners else b""
        if "mute" not in self.manners:
            self.send("process-ready", role=self.role, pid=os.getpid())
        if "crash" in self.manners or ("crash-first" in self.manners and first):
            self.socket.recv(1)  # the answer: our readiness was heard
            print("I am broken", file=sys.stderr, flush=True)
            sys.exit(3)
        threading.Thread(target=self._listen, daemon=True).start()
        count = len(ballast) * 0
        while not self.stopping.wait(BEAT_S) and not self._may_leave():
            count += "stuck" not in self.manners
            if "busy" in self.manners:
                burn_until_s = time.process_time() + BEAT_S
                while time.process_time() < burn_until_s:
                    pass
            if not self.manners & {"stall", "mute"}:
                self.send("process-progress", count=count)
        self.note("stopped")

    def send(self, kind: str, **data: object) -> None:
        """Send one message."""
        header = {"type": f"tingxia-{kind}", "data": {"v": 1, **data}}
        self.socket.sendall(json.dumps(header).encode() + b"\n")

    def note(self, event: str) -> None:
        """Append to the events."""
        with (self.folder / "events").open("a") as events:
            events.write(f"{self.role} {event} {os.getpid()}\n")

    def _has_run_before(self) -> bool:
        events = self.folder / "events"
        return events.exists() and f"{self.role} started" in events.read_text()

    def _asked_to_stop(self, number: int, frame: object) -> None:
        self.note("asked")
        if "stubborn" not in self.manners:
            self.stopping.set()

    def _asked_to_leave(self, number: int, frame: object) -> None:
        self.note("hung-up")
        self.is_leaving = True

    def _may_leave(self) -> bool:
        is_idle = "recording" not in self.manners or (self.folder / "idle").exists()
        return self.is_leaving and is_idle

    def _start_grandchild(self) -> None:
        # It lives until it is killed; if nobody does that, an alarm does, after ten minutes.
        program = (
            "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
            " signal.alarm(600); signal.pause()"
        )
        grandchild = subprocess.Popen([sys.executable, "-c", program])
        (self.folder / f"{self.role}.grandchild").write_text(str(grandchild.pid))

    def _listen(self) -> None:
        """Keep the mode of the last HardwareStatus in a file."""
        stream = self.socket.makefile("rb")
        for line in stream:
            header = json.loads(line)
            data = header.get("data") or {}
            data |= json.loads(stream.read(header.get("data_length", 0)) or "{}")
            (self.folder / f"{self.role}.mode").write_text(data.get("mode", "normal"))


if __name__ == "__main__":
    die_with_parent(int(sys.argv[3]))
    child = SupervisedChild(
        sys.argv[1], Path(sys.argv[2]), Path(sys.argv[4]), manners=set(sys.argv[5:])
    )
    child.run()
