"""A station that does what a test tells it, without processes, models or microphones."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.domain.gap import Gap, GapCause
from appliance.domain.journal import Instant
from appliance.domain.list_order import ListOrder
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.recording import Recording, RecordingState
from appliance.domain.transcript import Segment, Transcript, TranscriptKind
from appliance.errors import ApplianceError
from appliance.library.errors import UnknownRecordingError
from appliance.station.face import (
    Caption,
    Captions,
    ExportChoice,
    ExportOptions,
    ExportProgress,
    ExportStep,
    RecordingSummary,
    RecordingView,
    Snapshot,
    SpeakerState,
    TextState,
)
from appliance.station.face_voice_activation import NOT_CHOSEN
from appliance.wire.capture import CaptureState, CaptureStatus, MicrophoneState
from appliance.wire.inference import InferenceStatus, ModelState
from appliance.wire.supervision import Mode, Volume
from tests.fakes.backup import FakeBackup
from tests.fakes.box_clock import FakeBoxClock
from tests.fakes.doctor import FakeDoctor
from tests.fakes.files import FakeFiles
from tests.fakes.heard_speech import FakeSpeech
from tests.fakes.lexicon import FakeLexicon
from tests.fakes.licences import FakeLicences
from tests.fakes.lock import FakeLock
from tests.fakes.power import FakePower
from tests.fakes.ready import READY
from tests.fakes.recordings_shelf import FakeRecordingsShelf
from tests.fakes.reminders import FakeReminders
from tests.fakes.search import FakeSearch
from tests.fakes.settings import FakeSettings
from tests.fakes.sticks import FakeSticks

STICK = Volume(
    identity="stick-1",
    label="KINGSTON",
    mount_point="/media/KINGSTON",
    filesystem="exfat",
    free_bytes=14_200_000_000,
    total_bytes=31_000_000_000,
    writable=True,
)


class FakeStation:
    """Implements face.Station. Its public fields and the methods below are the test's hands."""

    def __init__(self) -> None:
        self.files = FakeFiles()
        self.lock = FakeLock()
        self.doctor = FakeDoctor(self.lock)
        self.export_recipient = ""
        self.capture: CaptureStatus | None = CaptureStatus(
            state=CaptureState.IDLE,
            microphone="USB 会议麦克风",
            microphone_state=MicrophoneState.LISTENING,
            level_dbfs=-32.0,
            recordable_s=53 * 3600,
            disk_free_bytes=6_200_000_000,
        )
        self.inference: InferenceStatus | None = READY
        self.plugged: tuple[Volume, ...] = ()
        self.sticks = FakeSticks(self)
        self.mode = Mode.NORMAL
        self.captions = Captions()
        self.markers: tuple[Marker, ...] = ()
        self.views: dict[str, RecordingView] = {}
        self.older_texts: dict[str, Transcript] = {}
        """By recording: a version besides the one in its view."""
        self.refusal: ApplianceError | None = None
        """Raised by the next thing that is asked for."""
        self.search = FakeSearch(self)
        self.power = FakePower(self.lock)
        self.clock = FakeBoxClock(self.lock)
        self.backup = FakeBackup(self.lock)
        self.licences = FakeLicences()
        self.reminders = FakeReminders()
        self.settings = FakeSettings(self.lock)
        self.lexicon = FakeLexicon()
        self.shelf = FakeRecordingsShelf(self.lock)
        self.speech = FakeSpeech(self.settings)
        self.title = ""  # of the running recording, or of the next one
        self.voice_activation = NOT_CHOSEN
        self.is_late = False
        self.library_notice = ""
        self.texts_read = 0
        """How often a whole recording was asked for."""
        self.export_counts = {ExportChoice.NEW: 2, ExportChoice.ALL: 3}
        self.export_steps: list[ExportProgress | ApplianceError] = []
        self.export_gate = asyncio.Event()
        """Set it to let the export go on to its next step."""
        self.exported: list[tuple[list[str], Path]] = []
        self.export_options: ExportOptions | None = None
        """Of the last export."""
        self.asked: list[str] = []
        self.listeners: dict[object, Callable[[], None]] = {}
        self.now = datetime(2025, 5, 12, 9, 30, tzinfo=UTC)

    # What tests do.

    def changed(self) -> None:
        """Tell all listeners."""
        for listener in list(self.listeners.values()):
            listener()

    def hear(self, **fields: object) -> None:
        """Change what capture tells."""
        assert self.capture is not None
        self.capture = self.capture.model_copy(update=fields)
        self.changed()

    def say(self, *finals: str, stable: str = "", tentative: str = "", behind_s: float = 0) -> None:
        """Add captions."""
        known = self.captions.finals
        added = tuple(
            Caption(start_s=4.0 * number, end_s=4.0 * number + 3.5, text=text)
            for number, text in enumerate(finals, start=len(known))
        )
        self.captions = Captions(
            recording_id=self.capture.recording_id if self.capture else None,
            finals=known + added,
            stable_text=stable,
            tentative_text=tentative,
            behind_s=behind_s,
        )
        self.changed()

    def add_recording(
        self,
        recording_id: str,
        *,
        title: str = "",
        texts: tuple[str, ...] = (),
        duration_s: float = 60.0,
        text_state: TextState = TextState.COMPLETE,
        kind: TranscriptKind = TranscriptKind.LIVE,
        gaps: tuple[Gap, ...] = (),
        markers: tuple[Marker, ...] = (),
        stop_reason: str = "asked",
        problem: str = "",
        raw_texts: tuple[str, ...] = (),
        speakers: tuple[int | None, ...] = (),
        speaker_state: SpeakerState = SpeakerState.NONE,
        speaker_problem: str = "",
    ) -> RecordingView:
        """Put a recording into the history; its texts are spread evenly over it."""
        started = datetime.strptime(recording_id[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
        step_s = duration_s / max(len(texts), 1)
        segments = tuple(
            Segment(
                start_sample=to_samples(number * step_s),
                end_sample=to_samples((number + 0.9) * step_s),
                text=text,
                raw_text=dict(enumerate(raw_texts)).get(number, text),
                speaker=dict(enumerate(speakers)).get(number),
                language="zh",
                engine="whisper",
                model="base",
                model_sha256="0" * 64,
            )
            for number, text in enumerate(texts)
        )
        before = self.views.get(recording_id)
        view = RecordingView(
            summary=RecordingSummary(
                id=recording_id,
                title=title,
                started=started,
                duration_s=duration_s,
                running=False,
                text_state=text_state,
                text_done_s=duration_s if text_state is not TextState.WAITING else duration_s * 0.4,
                excerpt=texts[0] if texts else "",
                gap_count=sum(gap.cause is not GapCause.PAUSED for gap in gaps),
                marker_count=len(markers),
                problem=problem,
                speaker_state=SpeakerState.FOUND if speakers else speaker_state,
                speaker_problem=speaker_problem,
                revision=before.summary.revision + 1 if before else 0,
            ),
            recording=Recording(
                id=recording_id,
                title="",
                state=RecordingState.CLOSED,
                started=Instant(
                    boot_id="boot", monotonic_ns=0, wall=started.isoformat(), clock_trusted=True
                ),
                total_samples=to_samples(duration_s),
                stop_reason=stop_reason,
                gaps=gaps,
                markers=markers,
            ),
            transcript=Transcript(
                kind=kind,
                segments=segments,
                decided_samples=to_samples(duration_s),
                complete=text_state is not TextState.WAITING,
            )
            if segments
            else None,
        )
        self.views[recording_id] = view
        return view

    # What the screen does.

    def snapshot(self) -> Snapshot:
        """Return what the test set."""
        return Snapshot(
            capture=self.capture,
            inference=self.inference,
            hardware=self.sticks.hardware(),
            captions=self.captions,
            markers=self.markers,
            title=self.title,
            capture_is_late=self.is_late,
            library_notice=self.library_notice,
            voice_activation=self.voice_activation,
            deeds_noted=self.shelf.noted,
        )

    def on_change(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Remember a listener until it is taken back."""
        key = object()
        self.listeners[key] = callback
        return lambda: self.listeners.pop(key, None) and None

    async def start_recording(self, title: str = "") -> str:
        """Record at once."""
        self._note("start")
        self.now += timedelta(minutes=1)
        recording_id = self.now.strftime("%Y%m%d-%H%M%S-c0de")
        self.captions, self.markers = Captions(recording_id=recording_id), ()
        self.hear(
            state=CaptureState.RECORDING,
            recording_id=recording_id,
            recorded_samples=3 * SAMPLE_RATE_HZ,
        )
        return recording_id

    async def pause_recording(self) -> None:
        """Pause at once."""
        self._note("pause")
        self.hear(state=CaptureState.PAUSED)

    async def resume_recording(self) -> None:
        """Go on at once."""
        self._note("resume")
        self.hear(state=CaptureState.RECORDING)

    async def stop_recording(self) -> None:
        """Put what was said into the history."""
        self._note("stop")
        assert self.capture is not None
        assert self.capture.recording_id is not None
        self.add_recording(
            self.capture.recording_id,
            texts=tuple(caption.text for caption in self.captions.finals),
            duration_s=self.capture.recorded_samples / SAMPLE_RATE_HZ,
            markers=self.markers,
        )
        self.title = ""
        self.hear(state=CaptureState.IDLE, recording_id=None, recorded_samples=0)

    async def add_marker(self, kind: MarkerKind, note: str = "") -> None:
        """Mark at once."""
        self._note(f"mark {kind.value}")
        assert self.capture is not None
        marker = Marker(at_sample=self.capture.recorded_samples, kind=kind, note=note)
        self.markers = (*self.markers, marker)
        self.changed()

    async def entitle(self, title: str, recording_id: str | None = None) -> str | None:
        """Call it so at once."""
        self._note(f"entitle {recording_id}: {title}")
        self.title = title
        self.changed()
        return recording_id

    async def recordings(
        self, *, limit: int = 100, before: str | None = None, order: ListOrder = ListOrder.NEWEST
    ) -> list[RecordingSummary]:
        """List the history, newest first whatever is asked."""
        ids = sorted((known for known in self.views if not before or known < before), reverse=True)
        return [self.views[known].summary for known in ids[:limit]]

    async def summary(self, recording_id: str) -> RecordingSummary:
        """Return a line of the history."""
        if recording_id not in self.views:
            raise UnknownRecordingError(recording_id)
        return self.views[recording_id].summary

    async def recording(
        self, recording_id: str, version: TranscriptKind | None = None
    ) -> RecordingView:
        """Return a recording of the history."""
        self.texts_read += 1
        if recording_id not in self.views:
            raise UnknownRecordingError(recording_id)
        view = self.views[recording_id]
        known = {
            found.kind: found
            for found in (self.older_texts.get(recording_id), view.transcript)
            if found
        }
        return replace(
            view,
            transcript=known.get(version) if version else view.transcript,
            versions=tuple(kind for kind in TranscriptKind if kind in known),
        )

    async def retranscribe(self, recording_id: str) -> None:
        """Show the text as being refined."""
        self._note(f"retranscribe {recording_id}")
        view = self.views[recording_id]
        self.views[recording_id] = replace(
            view, summary=replace(view.summary, text_state=TextState.REFINING)
        )
        self.changed()

    async def reload_recogniser(self) -> InferenceStatus:
        """Be ready at once."""
        self._note("reload")
        self.inference = READY
        self.changed()
        return self.inference

    async def unload_recogniser(self) -> InferenceStatus:
        """Be unloaded at once."""
        self._note("unload")
        self.inference = READY.model_copy(update={"state": ModelState.UNLOADED})
        self.changed()
        return self.inference

    async def transcribe(self, file: Path, *, title: str = "") -> str:
        """Fail the test: the screen gives files to the queue, which is ``files``."""
        raise AssertionError(f"nobody asks a screen's station for the text of {file}")

    def notice_read(self) -> None:
        """Tell it no longer."""
        self.library_notice = ""
        self.changed()

    def volumes(self) -> tuple[Volume, ...]:
        """Return the sticks that can be written."""
        return tuple(stick for stick in self.plugged if stick.writable)

    async def export_count(self, which: ExportChoice) -> int:
        """Return what the test set."""
        return self.export_counts[which]

    async def export(
        self,
        which: Sequence[str] | ExportChoice,
        target: Path,
        options: ExportOptions | None = None,
    ) -> AsyncGenerator[ExportProgress, None]:
        """Play the steps the test set, one each time the gate opens."""
        ids = [which.value] if isinstance(which, ExportChoice) else list(which)
        self.exported.append((ids, target))
        self.export_options, gate = options, self.export_gate
        for step in self.export_steps:
            await gate.wait()
            if gate is not self.export_gate:
                return
            gate.clear()
            if isinstance(step, ApplianceError):
                raise step
            yield step

    def _note(self, what: str) -> None:
        self.asked.append(what)
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal


def export_script(folder: str, total: int = 9_000_000) -> list[ExportProgress | ApplianceError]:
    """Return the steps of an export that goes well."""
    files = ("transcript.txt", "transcript.srt", "transcript.json")
    return [
        ExportProgress(step=ExportStep.CHECKING, total_bytes=total),
        ExportProgress(
            step=ExportStep.WRITING, file=files[1], done_bytes=total // 2, total_bytes=total
        ),
        ExportProgress(step=ExportStep.FLUSHING, done_bytes=total, total_bytes=total),
        ExportProgress(
            step=ExportStep.VERIFYING, file=files[2], done_bytes=total // 3, total_bytes=total
        ),
        ExportProgress(step=ExportStep.DONE, folder=folder, files=files),
    ]
