"""A machine that is never switched; and the hand that stands for ``busctl``."""

import sys
from pathlib import Path

from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.station.face_power import PowerDeed
from tests.fakes.lock import FakeLock


class FakePower:
    """Implements face_power.Power. Its public fields are the test's hands."""

    def __init__(self, lock: FakeLock) -> None:
        self._lock = lock
        self.present: ApplianceError | None = None
        """What must be over first."""

        self.inability: ApplianceError | None = None
        """Why the machine cannot."""

        self.switched: list[PowerDeed] = []

    def busy(self) -> ApplianceError | None:
        """Return what the test has set."""
        return self.present

    async def unable(self, deed: PowerDeed) -> ApplianceError | None:
        """Return what the test has set."""
        del deed
        return self.inability

    async def switch(self, deed: PowerDeed, permit: Permit | None = None) -> None:
        """Remember it."""
        self._lock.require(permit)
        error = self.inability or self.present
        if error is not None:
            raise error
        self.switched.append(deed)


def fake_busctl(folder: Path, answer: str = "yes", *, ends_with: int = 0) -> Path:
    """Put a ``busctl`` into a folder for PATH; returns the file to which it adds what is asked.

    It answers questions with ``answer`` and everything else with nothing. With ``ends_with`` it
    complains and does nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    asked = folder / "asked"
    asked.touch()
    program = folder / "busctl"
    program.write_text(
        f"#!{sys.executable} -IS\n"
        "import sys\n"
        f"if {ends_with}:\n"
        f"    sys.stderr.write('Call failed: no bus\\n')\n"
        f"    sys.exit({ends_with})\n"
        f"open({str(asked)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
        "if any(word.startswith('Can') for word in sys.argv):\n"
        f"    print('s \"{answer}\"')\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return asked
