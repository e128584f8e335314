"""The whole job on the built-in recording, as a person would do it, with everything measured."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from appliance.diagnostics.error_rate import character_error_rate
from appliance.diagnostics.running_box import BoxFailedError, RunningBox, running_box
from appliance.domain.process import Role
from appliance.domain.text_state import TextState
from appliance.errors import UsageError
from appliance.export.progress import ExportStep
from appliance.export.verify import verify
from appliance.samples.built_in import sample_file, sample_text
from appliance.wire import connect, request
from appliance.wire.station import (
    BeginRecording,
    CaptionsChanged,
    FinishRecording,
    RecordingLine,
    RecordingNamed,
    RecordingText,
    SubscribeCaptions,
)
from appliance.wire.station_client import export_steps, stored_text, text_progress

_STALLED_S = 300.0
"""Without any progress of the text; a second pass of a busy machine makes none for minutes."""

TAIL_S = 3.5
"""Recorded more than the sample is long: what was kept from before the tap is up to 3 s of it."""

CER_PROMISED = {"meeting_zh": 0.08, "factory_zh": 0.10}
"""What the starter is held to on the built-in recordings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A built-in recording and what is said in it."""

    name: str
    reference: str
    duration_s: float

    @property
    def audio(self) -> Path:
        """The FLAC file."""
        return sample_file(self.name)


def sample(name: str) -> Sample:
    """Return a built-in recording. Both hold the same meeting, one with machine noise."""
    return Sample(name=name, reference=sample_text(), duration_s=60.9)


@dataclass(kw_only=True)
class Measured:
    """What a demo measured."""

    recording_possible_s: float = 0.0
    """From the start of the command to a capture that takes recordings."""

    model_ready_s: float = 0.0
    final_delay_s: list[float] = field(default_factory=list)
    """From the end of an utterance to its final text on the screen."""

    cer_live: float = 1.0
    cer: float = 1.0
    refined_in_s: float = 0.0
    """From the stop to the refined transcript."""

    rtf: float | None = None
    rss_bytes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a demo ended. ``verified`` are the exported files whose hashes matched."""

    text: RecordingText
    verified: tuple[Path, ...]
    measured: Measured
    folder: Path
    cer_promised: float

    @property
    def succeeded(self) -> bool:
        """The text is complete, right enough, and exported."""
        return bool(self.verified) and self.measured.cer <= self.cer_promised


class Audience(Protocol):
    """Whoever shows the demo."""

    def step(self, what: str) -> None:
        """Take note that another step has begun."""
        ...

    def captions(self, captions: CaptionsChanged) -> None:
        """Take note that the captions changed."""
        ...

    def text_changed(self, recording: RecordingLine) -> None:
        """Take note how far its text is, after the stop."""
        ...


async def run(*, folder: Path, name: str = "meeting_zh", audience: Audience) -> Outcome:
    """Record, transcribe, export and verify a built-in recording in real time.

    ``folder`` is empty or missing; the box's data and the stick stay in it. Raises UsageError if
    it is not, and ApplianceError if the box fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise UsageError(
            "{folder} is not empty.",
            hint="Choose another folder, or leave --folder out for a temporary one.",
            folder=folder,
        )
    spoken = sample(name)
    measured = Measured()
    audience.step("starting the four processes")
    async with running_box(folder / "box", mic=f"file:{spoken.audio}") as box:
        await box.until_running(Role.CAPTURE)
        measured.recording_possible_s = time.monotonic() - box.started_at
        await box.until_running(Role.STATION)
        station = box.paths.station_socket
        audience.step(f"recording {spoken.name} through the virtual microphone, in real time")
        begun = await request(station, BeginRecording(title=spoken.name), RecordingNamed)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_time_model(box, measured))
            tasks.create_task(
                _watch_captions(
                    box, spoken.duration_s + TAIL_S, audience=audience, measured=measured
                )
            )
        await request(station, FinishRecording(), RecordingNamed, timeout_s=15)
        audience.step("stopped; waiting for the complete transcript")
        stopped_at = time.monotonic()
        try:
            live, text = await _finished_texts(station, begun.recording_id, audience)
        except TimeoutError as error:
            raise BoxFailedError(
                "The text got no further for {seconds:.0f} s.",
                hint="Try again when the machine has less to do; everything so far, with the "
                "box's logs, lies in {folder}.",
                seconds=_STALLED_S,
                folder=folder,
            ) from error
        measured.refined_in_s = time.monotonic() - stopped_at
        measured.cer_live = character_error_rate(spoken.reference, _joined(live))
        measured.cer = character_error_rate(spoken.reference, _joined(text))
        audience.step("exporting to a folder that acts as the stick, and reading it back")
        stick = folder / "stick"
        verified = await _export(station, begun.recording_id, stick)
        status = await box.status()
        measured.rtf = (await box.inference_status()).rtf
        measured.rss_bytes = {process.role: process.rss_bytes for process in status.processes}
        audience.step("stopping")
    return Outcome(
        text=text,
        verified=verified,
        measured=measured,
        folder=folder,
        cer_promised=CER_PROMISED[name],
    )


async def _time_model(box: RunningBox, measured: Measured) -> None:
    await box.until_model_ready()
    measured.model_ready_s = time.monotonic() - box.started_at


async def _watch_captions(
    box: RunningBox, until_s: float, *, audience: Audience, measured: Measured
) -> None:
    """Follow the captions until ``until_s`` seconds are recorded, timing each new final."""
    newest_end_s = 0.0
    async with connect(box.paths.station_socket) as line, asyncio.timeout(2 * until_s):
        await line.send(SubscribeCaptions())
        async for captions in line:
            if not isinstance(captions, CaptionsChanged):
                continue
            audience.captions(captions)
            # Sentences of one utterance arrive together; its end is that of the last one.
            end_s = max((final.end_s for final in captions.finals), default=0.0)
            if end_s > newest_end_s:
                newest_end_s = end_s
                measured.final_delay_s.append(captions.recorded_s - end_s)
            if captions.recorded_s >= until_s:
                return


async def _finished_texts(
    station: Path, recording_id: str, audience: Audience
) -> tuple[RecordingText, RecordingText]:
    """Wait for the complete text; return the live text and the refined one."""
    live: RecordingText | None = None
    clock = asyncio.get_running_loop().time
    last: RecordingLine | None = None
    async with asyncio.timeout(_STALLED_S) as stalled:
        async for progress in text_progress(station, recording_id):
            if progress.recording != last:  # a busy machine is slow, not broken
                last = progress.recording
                stalled.reschedule(clock() + _STALLED_S)
                audience.text_changed(last)
            state = progress.recording.text_state
            if state == TextState.FAILED:
                raise BoxFailedError(
                    "The text could not be made: {problem}.",
                    hint="Look at the logs below the data folder.",
                    problem=progress.recording.problem,
                )
            if live is None and state != TextState.WAITING:
                live = await stored_text(station, recording_id)
    text = await stored_text(station, recording_id)
    return live or text, text


async def _export(station: Path, recording_id: str, stick: Path) -> tuple[Path, ...]:
    stick.mkdir()
    steps = [step async for step in export_steps(station, (recording_id,), stick)]
    if steps[-1].step != ExportStep.DONE:
        return ()
    return tuple(await asyncio.to_thread(verify, Path(steps[-1].folder)))


def _joined(text: RecordingText) -> str:
    return "".join(segment.text for segment in text.segments)
