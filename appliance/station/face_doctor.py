"""What may be asked about the health of the box: one attribute of face.Station."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from appliance.diagnostics.checks import Area, Finding, Remedy, Verdict, Way
from appliance.diagnostics.log_lines import LogLine
from appliance.diagnostics.selftest_result import SelfTestResult, SelfTestVerdict
from appliance.export.progress import ExportProgress
from appliance.station.face_lock import Permit

__all__ = [
    "Area",
    "Doctor",
    "Finding",
    "LogLine",
    "Remedy",
    "SelfTestProgress",
    "SelfTestResult",
    "SelfTestStep",
    "SelfTestVerdict",
    "Verdict",
    "Way",
]

NO_PICTURES: Final[Mapping[str, bytes]] = MappingProxyType({})


class SelfTestStep(StrEnum):
    """How far a self-test is."""

    LISTENING = "listening"
    """The built-in audio is being recognised."""

    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTestProgress:
    """Progress of a self-test; the last one is DONE and has the result."""

    step: SelfTestStep
    done_s: float = 0.0
    """Of the built-in audio."""

    total_s: float = 0.0
    result: SelfTestResult | None = None


class Doctor(Protocol):
    """Examines the box."""

    async def examine(self) -> tuple[Finding, ...]:
        """Gather all facts and look at them, in the order of showing; takes a few seconds."""
        ...

    def microphone_chain(self) -> tuple[Finding, ...]:
        """Return the six steps of the microphone as they are now; cheap, for every redraw.

        Whoever goes on asking is also told whether a voice is heard.
        """
        ...

    async def unmute(self, permit: Permit | None = None) -> None:
        """Have the mixers of the system switch the microphone on.

        Raises LockedError in kiosk mode without a permit, StationError if it stays muted.
        """
        ...

    def selftest(self) -> AsyncGenerator[SelfTestProgress, None]:
        """Recognise the built-in audio with the resident model and judge it.

        Raises SelfTestError while something is recorded or the model is not ready, and as soon as
        a recording begins.
        """
        ...

    async def selftests(self) -> tuple[SelfTestResult, ...]:
        """Return the last results, oldest first."""
        ...

    async def logs(self, limit: int = 200, permit: Permit | None = None) -> tuple[LogLine, ...]:
        """Return the last lines of all logs, warnings and errors first, newest first.

        Raises LockedError in kiosk mode without a permit.
        """
        ...

    def support(
        self,
        target: Path,
        *,
        note: str = "",
        marks: Sequence[str] = (),
        pictures: Mapping[str, bytes] = NO_PICTURES,
        permit: Permit | None = None,
    ) -> AsyncGenerator[ExportProgress, None]:
        """Write a redacted support bundle below ``target`` and verify it.

        ``note`` are the operator's steps, carried as they are; ``marks`` what was ticked;
        ``pictures`` of the screen, by the names of their files, are redacted already. Raises
        LockedError in kiosk mode without a permit, ExportError, StickError; then nothing is called
        done.
        """
        ...
