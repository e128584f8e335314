"""The doctor of the running box: facts from its links, its machine and its processes."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

import psutil

from appliance.config import Settings
from appliance.diagnostics.checks import CHAIN, CHECKS, Finding, examined
from appliance.diagnostics.facts import DiskFacts, Facts, HeardFacts, SoundFacts
from appliance.diagnostics.log_lines import LogLine, last_lines
from appliance.diagnostics.peak_memory import peak_rss_bytes
from appliance.diagnostics.readers import BoxTold, MachineReader, ask_system
from appliance.diagnostics.readers.gather import is_simulated
from appliance.diagnostics.selftest_log import SelfTestLog
from appliance.diagnostics.selftest_result import SelfTestResult
from appliance.domain.microphone_watch import MicrophoneWatch
from appliance.domain.nightly import Nightly
from appliance.domain.process import Role
from appliance.errors import ApplianceError
from appliance.export.progress import ExportProgress
from appliance.library import Library
from appliance.paths import Paths
from appliance.station import time_service
from appliance.station.doctor_ear import DoctorEar
from appliance.station.doctor_selftest import SelfTest
from appliance.station.doctor_support import SupportBundles
from appliance.station.errors import StationError
from appliance.station.face import Snapshot
from appliance.station.face_doctor import NO_PICTURES, SelfTestProgress
from appliance.station.face_files import Files
from appliance.station.face_lock import Permit
from appliance.station.lock import BoxLock
from appliance.station.shelf import LibraryShelf
from appliance.station.sticks import BoxSticks
from appliance.wire.capture import CaptureState

log = logging.getLogger(__name__)

COUNT_S: Final = 1.2
"""An examination listens for so long, to count samples."""

SOUND_EVERY_S: Final = 5.0
NIGHT_LOOK_S: Final = 60.0
SETTLED_S: Final = 600.0
"""A box that has just started has other things to do than to test itself."""


class Patient(Protocol):
    """As much of the station as the doctor looks at."""

    lock: BoxLock
    shelf: LibraryShelf
    sticks: BoxSticks

    @property
    def files(self) -> Files:
        """The queue of files."""
        ...

    def snapshot(self) -> Snapshot:
        """Return the present state."""
        ...


class BoxDoctor:
    """Implements face_doctor.Doctor."""

    def __init__(
        self,
        patient: Patient,
        library: Library,
        paths: Paths,
        settings: Settings,
        *,
        reader: MachineReader | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        settled_s: float = SETTLED_S,
    ) -> None:
        """Everything but ``patient``, ``library``, ``paths`` and ``settings`` is for tests."""
        self._settled_s = settled_s
        self._patient = patient
        self._paths = paths
        self.settings = settings
        """Those in force now."""

        self._reader = reader or MachineReader(self.settings)
        self._monotonic = monotonic
        self._now = now
        self._watch = MicrophoneWatch()
        self._ear = DoctorEar(paths.microphone_socket, monotonic=monotonic)
        self._sound = SoundFacts()
        self._log = SelfTestLog(paths.data)
        self._selftest = SelfTest(
            paths.inference_socket,
            self._log,
            status=lambda: patient.snapshot().inference,
            is_recording=self._is_recording,
        )
        self._bundles = SupportBundles(self.settings, library, paths)

    def take_up(self, settings: Settings) -> None:
        """Go on with these: a bundle is encrypted to the key that is chosen now."""
        self.settings = self._reader.settings = self._bundles.settings = settings

    async def examine(self) -> tuple[Finding, ...]:
        """See Doctor."""
        facts = await self._facts(await self._told())
        return examined(CHECKS, facts)

    def microphone_chain(self) -> tuple[Finding, ...]:
        """See Doctor."""
        self._ear.want()
        snapshot = self._patient.snapshot()
        facts = Facts(
            is_simulated=is_simulated(self.settings),
            capture=snapshot.capture,
            inference=snapshot.inference,
            hardware=snapshot.hardware,
            sound=self._sound,
            heard=self._heard(),
        )
        return examined(CHAIN, facts)

    async def unmute(self, permit: Permit | None = None) -> None:
        """See Doctor."""
        await self._patient.lock.require_in_kiosk(permit)
        told = await self._told()
        await asyncio.to_thread(self._reader.unmute)
        self._sound = await asyncio.to_thread(self._reader.sound, told)
        if self._sound.muted:
            raise StationError(
                "The mixer still mutes: {controls}.",
                hint="Restart the box (Settings, This box), or use another microphone.",
                controls=", ".join(self._sound.muted),
            )

    async def selftest(self, *, nightly: bool = False) -> AsyncGenerator[SelfTestProgress, None]:
        """See Doctor."""
        told = await self._told()
        pids = [each.pid for each in told.processes if each.role == Role.INFERENCE]
        pid = pids[0] if pids else None
        steps = self._selftest.steps(
            peak_bytes=lambda: _peak_bytes(pid) if pid is not None else 0, nightly=nightly
        )
        async with aclosing(steps):
            async for progress in steps:
                if progress.result is not None:
                    await self._note_result(progress.result)
                yield progress

    async def selftests(self) -> tuple[SelfTestResult, ...]:
        """See Doctor."""
        return await asyncio.to_thread(self._log.read)

    async def logs(self, limit: int = 200, permit: Permit | None = None) -> tuple[LogLine, ...]:
        """See Doctor."""
        await self._patient.lock.require_in_kiosk(permit)
        return await asyncio.to_thread(last_lines, self._paths.log, limit)

    async def support(
        self,
        target: Path,
        *,
        note: str = "",
        marks: Sequence[str] = (),
        pictures: Mapping[str, bytes] = NO_PICTURES,
        permit: Permit | None = None,
    ) -> AsyncGenerator[ExportProgress, None]:
        """See Doctor."""
        await self._patient.lock.require_in_kiosk(permit)
        told = await self._told()
        facts = await self._facts(told)
        steps = self._bundles.write(
            target,
            told=told,
            facts=facts,
            note=note,
            marks=marks,
            pictures=pictures,
            queue=self._patient.files.view(),
            audit=self._patient.shelf.audit_log,
            writable=self._patient.sticks.writable,
        )
        async with aclosing(steps):
            async for progress in steps:
                yield progress

    async def run(self) -> None:
        """Do what goes on by itself, for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._ear.run())
            tasks.create_task(self._look_at_sound())
            if self.settings.diagnostics.nightly:
                tasks.create_task(self._test_nightly())

    async def _told(self) -> BoxTold:
        system = await ask_system(self._paths)
        snapshot = self._patient.snapshot()
        hardware = snapshot.hardware
        if hardware is None and system is not None:
            hardware = system.hardware
        return BoxTold(
            capture=snapshot.capture,
            inference=snapshot.inference,
            system=system,
            hardware=hardware,
            library_notice=snapshot.library_notice,
        )

    async def _facts(self, told: BoxTold) -> Facts:
        """Read the machine while the microphone is listened to."""
        self._ear.want()
        self._heard()
        facts, advice, _ = await asyncio.gather(
            asyncio.to_thread(self._reader.facts, told),
            time_service.advice(),
            asyncio.sleep(COUNT_S),
        )
        self._sound = facts.sound
        disk = await self._lasting(facts.disk)
        capture = self._patient.snapshot().capture
        clock = replace(facts.clock, advice=advice)
        return replace(facts, heard=self._heard(), capture=capture, disk=disk, clock=clock)

    async def _lasting(self, disk: DiskFacts) -> DiskFacts:
        """Tell how long the disk lasts as it is told everywhere else: by the real rate."""
        try:
            room = await self._patient.shelf.room()
        except (ApplianceError, OSError) as error:
            log.info("no real rate: %s", error, extra={"event": "rate-unknown"})
            return disk
        return replace(disk, recordable_s=room.recordable_s)

    def _heard(self) -> HeardFacts:
        capture, now_s = self._patient.snapshot().capture, self._monotonic()
        if capture is None:
            self._watch.forget()
            return HeardFacts()
        self._watch.note(
            now_s, frames_read=capture.frames_read, clipped_samples=capture.clipped_samples
        )
        return HeardFacts(
            samples_per_s=self._watch.samples_per_s,
            clipped_lately=self._watch.clipped_lately(now_s),
            speech=self._ear.speech,
        )

    def _is_recording(self) -> bool:
        capture = self._patient.snapshot().capture
        return capture is not None and capture.state is not CaptureState.IDLE

    async def _note_result(self, result: SelfTestResult) -> None:
        log.log(
            logging.INFO if result.passed else logging.WARNING,
            "self-test: %s",
            result.verdict.value,
            extra={"event": "selftest", "cer": result.cer, "rtf": result.rtf},
        )

    async def _look_at_sound(self) -> None:
        """Keep what the chain needs of the sound system fresh while somebody looks."""
        while True:
            await self._ear.wanted()
            try:
                self._sound = await asyncio.to_thread(self._reader.sound, await self._told())
            except OSError as error:  # a card was unplugged while its folder was read
                log.info("sound: %s", error, extra={"event": "sound-not-read"})
            await asyncio.sleep(SOUND_EVERY_S)

    async def _test_nightly(self) -> None:
        hour, minute = map(int, self.settings.diagnostics.nightly_at.split(":"))
        await asyncio.sleep(self._settled_s)
        nightly = Nightly(self._now().time().replace(hour=hour, minute=minute))
        while True:
            if nightly.is_due(self._now()) and self._is_idle():
                nightly.done(self._now())
                try:
                    async with aclosing(self.selftest(nightly=True)) as steps:
                        async for _ in steps:
                            pass
                except ApplianceError as error:
                    log.info("no self-test: %s", error, extra={"event": "selftest-left-out"})
            await asyncio.sleep(NIGHT_LOOK_S)

    def _is_idle(self) -> bool:
        """Tell whether nothing is recorded or recognised, and the recogniser is ready."""
        inference = self._patient.snapshot().inference
        return not self._is_recording() and inference is not None and not inference.sessions


def _peak_bytes(pid: int) -> int:
    """Return 0 if the process is gone: it may be restarted right after its last word."""
    try:
        return peak_rss_bytes(pid)
    except psutil.Error:
        return 0
