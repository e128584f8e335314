"""The self-test: the built-in meeting through the resident engine, as a file would go."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from appliance.diagnostics.selftest_log import SelfTestLog
from appliance.diagnostics.selftest_result import SelfTestResult, judge
from appliance.diagnostics.session_run import SessionClient, SessionRun
from appliance.domain.audio import to_seconds
from appliance.errors import ApplianceError
from appliance.station.face_doctor import SelfTestProgress, SelfTestStep
from appliance.wire import WireError
from appliance.wire.inference import InferenceStatus, ModelState, SessionKind

SAMPLE: Final = "meeting_zh"
LANGUAGE: Final = "zh"
LOOK_S: Final = 0.25
STALLED_S: Final = 300.0


class SelfTestError(ApplianceError):
    """The self-test could not be made; nothing is known about the recogniser."""

    code = "selftest"
    exit_code = 12


Busy = Callable[[], bool]


class SelfTest:
    """Runs one at a time and keeps the results."""

    def __init__(
        self,
        socket: Path,
        log: SelfTestLog,
        *,
        status: Callable[[], InferenceStatus | None],
        is_recording: Busy,
        pcm: Callable[[], bytes] | None = None,
        reference: Callable[[], str] | None = None,
    ) -> None:
        """``pcm`` and ``reference`` are the built-in meeting if not given."""
        self._socket = socket
        self._log = log
        self._status = status
        self._is_recording = is_recording
        self._pcm = pcm or _built_in_pcm
        self._reference = reference or _built_in_text
        self._is_running = False

    async def steps(
        self, *, peak_bytes: Callable[[], int], nightly: bool = False
    ) -> AsyncGenerator[SelfTestProgress, None]:
        """Do it and tell how far it is. Raises SelfTestError.

        ``peak_bytes`` tells, blocking, the most memory the recogniser ever had.
        """
        status = self._ready_status()
        self._is_running = True
        try:
            pcm = await asyncio.to_thread(self._pcm)
            total_s = to_seconds(len(pcm) // 2)
            client = SessionClient(self._socket, pcm, kind=SessionKind.BATCH, language=LANGUAGE)
            async with aclosing(self._followed(client)) as following:
                async for done_samples in following:
                    yield SelfTestProgress(
                        step=SelfTestStep.LISTENING,
                        done_s=to_seconds(done_samples),
                        total_s=total_s,
                    )
            result = await asyncio.to_thread(self._judged, client.run, status, total_s, peak_bytes)
            result = replace(result, nightly=nightly)
            await asyncio.to_thread(self._log.add, result)
        except OSError as error:
            raise SelfTestError(
                "The result of the self-test cannot be written: {reason}.",
                hint="Look at the disk on the Doctor page.",
                reason=error.strerror or str(error),
            ) from error
        finally:
            self._is_running = False
        yield SelfTestProgress(
            step=SelfTestStep.DONE, done_s=total_s, total_s=total_s, result=result
        )

    def _ready_status(self) -> InferenceStatus:
        if self._is_running:
            raise SelfTestError(
                "A self-test is running already.", hint="Wait for its result; it takes a minute."
            )
        if self._is_recording():
            raise SelfTestError(
                "There is no self-test while something is recorded.",
                hint="Stop the recording first, then test again.",
            )
        status = self._status()
        if status is None or status.state is not ModelState.READY:
            raise SelfTestError(
                "The recogniser is not ready, so it cannot be tested.",
                hint="Look at the model among the checks of the doctor.",
            )
        return status

    def _give_way(self) -> None:
        if self._is_recording():
            raise SelfTestError(
                "A recording began, so the self-test was ended.",
                hint="Test again when the recording is over.",
            )

    async def _followed(self, client: SessionClient) -> AsyncGenerator[int, None]:
        """Yield how much is decided until the end; a recording that begins goes first."""
        working = asyncio.create_task(client.work())
        clock = asyncio.get_running_loop().time
        done_samples, since_s = -1, clock()
        try:
            while not working.done():
                self._give_way()
                if client.run.decided_samples != done_samples:
                    done_samples, since_s = client.run.decided_samples, clock()
                    yield done_samples
                if clock() - since_s > STALLED_S:
                    raise SelfTestError(
                        "The recogniser got no further in the self-test.",
                        hint="Restart the box, then test again.",
                    )
                await asyncio.wait({working}, timeout=LOOK_S)
            self._give_way()  # its figures would not be comparable
            working.result()
        except WireError as error:
            raise SelfTestError(
                "The recogniser went away in the middle of the self-test.",
                hint="It is started again by itself; test again in a minute.",
            ) from error
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    def _judged(
        self,
        run: SessionRun,
        status: InferenceStatus,
        audio_s: float,
        peak_bytes: Callable[[], int],
    ) -> SelfTestResult:
        from appliance.diagnostics.error_rate import character_error_rate

        assert run.ended is not None, "the session came to its end"
        cer = character_error_rate(self._reference(), run.text)
        rtf = run.ended.decode_s / audio_s
        earlier = [
            each
            for each in self._log.read()
            if (each.model_sha256, each.device) == (status.model_sha256, status.device)
        ]
        return SelfTestResult(
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            model=status.model,
            model_sha256=status.model_sha256,
            device=status.device,
            cer=round(cer, 4),
            rtf=round(rtf, 4),
            audio_s=round(audio_s, 2),
            peak_bytes=peak_bytes(),
            verdict=judge(cer, rtf, earlier),
        )


def _built_in_pcm() -> bytes:
    import soundfile  # without numpy: the station does without it

    from appliance.samples.built_in import sample_file

    with soundfile.SoundFile(sample_file(SAMPLE)) as file:
        return bytes(file.buffer_read(dtype="int16"))


def _built_in_text() -> str:
    from appliance.samples.built_in import sample_text

    return sample_text()
