"""A clock of a box that nobody sets; and the hand that stands for systemd's service for it."""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from appliance.domain.wall_time import ZONES
from appliance.errors import ApplianceError
from appliance.station.face_clock import ClockAsSet
from appliance.station.face_lock import Permit
from tests.fakes.lock import FakeLock


class FakeBoxClock:
    """Implements face_clock.BoxClockFace. Its public fields are the test's hands."""

    def __init__(self, lock: FakeLock) -> None:
        self._lock = lock
        self.present: ApplianceError | None = None
        """What must be over first."""

        self.inability: ApplianceError | None = None
        """Why the system cannot even be asked."""

        self.refusal: ApplianceError | None = None
        """Why it does not do it."""

        self.refusal_of_time: ApplianceError | None = None
        """Why it does not set the time, once it has set the zone."""

        self.told = ClockAsSet(zone="Etc/UTC", zones=ZONES)
        self.asked: list[tuple[datetime | None, str]] = []

    def busy(self) -> ApplianceError | None:
        """Return what the test has set."""
        return self.present

    async def look(self) -> ClockAsSet:
        """Return what the test has set."""
        if self.inability is not None:
            raise self.inability
        return self.told

    async def set(
        self, wanted: datetime | None, zone: str = "", permit: Permit | None = None
    ) -> None:
        """Remember it."""
        self._lock.require(permit)
        error = self.inability or self.present or self.refusal
        if error is not None:
            raise error
        if zone:
            self.told = replace(self.told, zone=zone)
        if wanted is not None and self.refusal_of_time is not None:
            raise self.refusal_of_time
        self.asked.append((wanted, zone))


def fake_time_service(
    folder: Path,
    *,
    zone: str = "Asia/Shanghai",
    ntp: bool = False,
    late: int = 0,
    refusal: str = "",
) -> Path:
    """Put a ``busctl`` into a folder for PATH; returns the file to which it adds what is asked.

    While ``ntp`` is on it refuses a time, and ``late`` times more after that was switched off.
    With a ``refusal`` it answers questions and does nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    asked, on, left = folder / "asked", folder / "ntp", folder / "late"
    asked.touch()
    if ntp:
        on.touch()
    left.write_text("x" * late)
    program = folder / "busctl"
    program.write_text(
        f"""#!{sys.executable} -IS
import pathlib, sys
asked, on, left = map(pathlib.Path, {[str(asked), str(on), str(left)]!r})
words = sys.argv[1:]
with asked.open("a") as file:
    file.write(" ".join(words) + "\\n")
if "get-property" in words:
    print('s "{zone}"\\nb', "true" if on.exists() else "false")
elif {refusal!r}:
    sys.exit("Call failed: " + {refusal!r})
elif "SetNTP" in words:
    on.unlink()
elif "SetTime" in words and on.exists():
    sys.exit("Call failed: Automatic time synchronization is enabled")
elif "SetTime" in words and left.read_text():
    left.write_text(left.read_text()[1:])
    sys.exit("Call failed: Previous request is not finished, refusing.")
""",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return asked
