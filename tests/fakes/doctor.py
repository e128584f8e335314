"""A doctor who finds what a test tells."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from appliance.diagnostics.checks import CHAIN, CHECKS, examined
from appliance.diagnostics.facts import (
    ClockFacts,
    CpuFacts,
    DiskFacts,
    Facts,
    HeardFacts,
    MemoryFacts,
    PortFacts,
    SoundCard,
    SoundFacts,
)
from appliance.errors import ApplianceError
from appliance.export.progress import ExportProgress
from appliance.station.errors import StationError
from appliance.station.face_doctor import (
    NO_PICTURES,
    Finding,
    LogLine,
    SelfTestProgress,
    SelfTestResult,
    SelfTestStep,
    SelfTestVerdict,
)
from appliance.station.face_lock import Permit
from appliance.wire.capture import CaptureState, CaptureStatus, MicrophoneState
from appliance.wire.inference import InferenceStatus, ModelState
from appliance.wire.supervision import HardwareStatus, Microphone
from tests.fakes.lock import FakeLock


class FakeDoctor:
    """Implements face_doctor.Doctor. Its public fields are the test's hands."""

    def __init__(self, lock: FakeLock) -> None:
        self._lock = lock
        self.facts = Facts()
        self.results: list[SelfTestResult] = []
        self.selftest_steps: list[SelfTestProgress | ApplianceError] = [
            SelfTestProgress(step=SelfTestStep.LISTENING, done_s=0.0, total_s=60.9),
            SelfTestProgress(step=SelfTestStep.LISTENING, done_s=31.0, total_s=60.9),
            SelfTestProgress(step=SelfTestStep.DONE, done_s=60.9, total_s=60.9, result=a_result()),
        ]
        self.gate = asyncio.Event()
        """Cleared it holds the steps of a self-test and of a bundle; it is set at first."""

        self.gate.set()
        self.lines: tuple[LogLine, ...] = ()
        self.refusal: ApplianceError | None = None
        """Raised by the next look at results or logs."""
        self.bundle_steps: list[ExportProgress | ApplianceError] = []
        self.bundles: list[tuple[Path, str, tuple[str, ...]]] = []
        self.pictures: Mapping[str, bytes] = NO_PICTURES
        self.examined = 0
        self.stays_muted = False

    async def examine(self) -> tuple[Finding, ...]:
        """Look at the facts the test set."""
        self.examined += 1
        return examined(CHECKS, self.facts)

    async def unmute(self, permit: Permit | None = None) -> None:
        """Switch on, unless the test has it stay muted."""
        self._require(permit)
        if self.stays_muted:
            raise StationError("The mixer still mutes: Mic.", hint="Restart the box.")
        self.facts = replace(self.facts, sound=replace(self.facts.sound, muted=()))

    def microphone_chain(self) -> tuple[Finding, ...]:
        """Look at the facts the test set."""
        return examined(CHAIN, self.facts)

    async def selftest(self) -> AsyncGenerator[SelfTestProgress, None]:
        """Play the steps the test set."""
        for step in self.selftest_steps:
            await self.gate.wait()
            if isinstance(step, ApplianceError):
                raise step
            if step.result is not None:
                self.results.append(step.result)
            yield step

    async def selftests(self) -> tuple[SelfTestResult, ...]:
        """Return what the test set and what was played."""
        self._refuse()
        return tuple(self.results)

    async def logs(self, limit: int = 200, permit: Permit | None = None) -> tuple[LogLine, ...]:
        """Return what the test set."""
        self._require(permit)
        self._refuse()
        return self.lines[:limit]

    async def support(
        self,
        target: Path,
        *,
        note: str = "",
        marks: Sequence[str] = (),
        pictures: Mapping[str, bytes] = NO_PICTURES,
        permit: Permit | None = None,
    ) -> AsyncGenerator[ExportProgress, None]:
        """Play the steps the test set."""
        self._require(permit)
        self.bundles.append((target, note, tuple(marks)))
        self.pictures = pictures
        for step in self.bundle_steps:
            await self.gate.wait()
            if isinstance(step, ApplianceError):
                raise step
            yield step

    def _refuse(self) -> None:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal

    def _require(self, permit: Permit | None) -> None:
        if self._lock.told.is_kiosk:
            self._lock.require(permit)


def ailing(doctor: FakeDoctor) -> None:
    """Let a box be well but for a mixer that mutes, a short disk and a model that is gone."""
    doctor.facts = Facts(
        capture=CaptureStatus(
            state=CaptureState.IDLE,
            microphone="USB 会议麦克风",
            microphone_state=MicrophoneState.LISTENING,
            silent_s=9.0,
        ),
        inference=InferenceStatus(
            state=ModelState.READY, engine="sherpa", model="sense-voice", device="cpu"
        ),
        hardware=HardwareStatus(microphones=(Microphone(identity="usb", name="USB 会议麦克风"),)),
        sound=SoundFacts(cards=(SoundCard(name="USB 会议麦克风"),), muted=("Mic",)),
        heard=HeardFacts(samples_per_s=16_000.0, speech=False),
        disk=DiskFacts(free_bytes=10**8, total_bytes=256 * 10**9, recordable_s=900.0),
        memory=MemoryFacts(available_bytes=5 * 10**9, total_bytes=8 * 10**9),
        cpu=CpuFacts(cores=4, flags=frozenset({"avx_vnni"})),
        ports=PortFacts(is_heard=True),
        clock=ClockFacts(has_battery_clock=False),
    )
    doctor.results = [
        a_result(at=f"2025-05-{day:02}T19:00:00+00:00", rtf=0.30 + day % 3 / 20)
        for day in range(1, 12)
    ]
    doctor.results.append(
        a_result(
            at="2025-05-12T19:00:00+00:00", rtf=0.71, verdict=SelfTestVerdict.SLOWER_THAN_USUAL
        )
    )
    doctor.lines = (
        LogLine(
            at="2025-05-12T09:30:00.123+00:00",
            process="supervisor",
            level="WARNING",
            event="child-died",
            message="inference died, starts again in 1 s: no progress for 30 s: killed",
        ),
        *(
            LogLine(
                at=f"2025-05-12T09:{minute:02}:00.000+00:00",
                process="capture",
                level="INFO",
                event="microphone-opened",
                message="listening to USB 会议麦克风",
            )
            for minute in range(29, 0, -1)
        ),
    )


def hearing(doctor: FakeDoctor) -> None:
    """Let a microphone that is well hear somebody speak."""
    doctor.facts = Facts(
        capture=CaptureStatus(
            state=CaptureState.IDLE,
            microphone="USB 会议麦克风",
            microphone_state=MicrophoneState.LISTENING,
            level_dbfs=-32.0,
            peak_dbfs=-14.0,
        ),
        heard=HeardFacts(samples_per_s=16_000.0, speech=True),
    )


def a_result(**fields: object) -> SelfTestResult:
    """Return a good result of the starter."""
    good = SelfTestResult(
        at="2025-05-12T03:00:00+00:00",
        model="starter",
        model_sha256="0" * 64,
        device="cpu",
        cer=0.041,
        rtf=0.31,
        audio_s=60.9,
        peak_bytes=412_000_000,
    )
    return replace(good, **fields)  # type: ignore[arg-type] # the fields of the caller
