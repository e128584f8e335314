"""Recordings and texts made up for tests of the library and of exports."""

from collections.abc import Iterable
from pathlib import Path

from appliance.domain import journal
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.gap import Gap, GapCause
from appliance.domain.journal import Instant
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.recording import Recording, RecordingState
from appliance.domain.transcript import Segment, Transcript, TranscriptKind, Word
from appliance.paths import Paths, prepare
from appliance.recordings.writer import RecordingWriter
from tests.fakes.clock import FakeClock

ID = "20250501-120000-ab12"
SENTENCES = ("今天的会议现在开始。", "请大家看第二页，这里有一个问题。", "The pump is leaking.")


def instant(wall: str = "2025-05-01T12:00:00+08:00") -> Instant:
    """A moment by a trusted clock."""
    return Instant(boot_id="boot", monotonic_ns=1, wall=wall, clock_trusted=True)


def recording(recording_id: str = ID, *, title: str = "周会", seconds: int = 60) -> Recording:
    """A closed recording with a gap and a marker."""
    return Recording(
        id=recording_id,
        title=title,
        state=RecordingState.CLOSED,
        started=instant(),
        total_samples=seconds * SAMPLE_RATE_HZ,
        stop_reason="asked",
        microphones=("USB",),
        gaps=(Gap(at_sample=32_000, duration_s=3.5, cause=GapCause.MICROPHONE_LOST),),
        markers=(Marker(at_sample=48_000, kind=MarkerKind.DECISION, note="批准"),),
    )


def segment(start_s: float, text: str, *, length_s: float = 2.0) -> Segment:
    """An utterance whose characters are its words."""
    start, end = round(start_s * SAMPLE_RATE_HZ), round((start_s + length_s) * SAMPLE_RATE_HZ)
    edges = [start + (end - start) * n // max(1, len(text)) for n in range(len(text) + 1)]
    words = tuple(
        Word(text=character, start_sample=edges[n], end_sample=edges[n + 1])
        for n, character in enumerate(text)
    )
    return Segment(
        start_sample=start,
        end_sample=end,
        text=text,
        raw_text=f"{text}(raw)",
        language="zh",
        engine="whisper",
        model="base",
        model_sha256="0" * 64,
        confidence=-0.25,
        words=words,
    )


def sentences(count: int) -> list[Segment]:
    """So many utterances, five seconds apart."""
    return [segment(5.0 * n, SENTENCES[n % len(SENTENCES)]) for n in range(count)]


def transcript(*segments: Segment, complete: bool = True) -> Transcript:
    """A text of these utterances."""
    decided = max((each.end_sample for each in segments), default=0)
    return Transcript(
        kind=TranscriptKind.SECOND_PASS,
        segments=segments,
        decided_samples=decided,
        complete=complete,
    )


def data_folder(folder: Path) -> Paths:
    """An empty, prepared data folder."""
    paths = Paths(data=folder / "data", run=folder / "run")
    prepare(paths)
    return paths


def on_disk(
    paths: Paths,
    recording_id: str = ID,
    *,
    title: str = "周会",
    pcm: bytes = bytes(2 * SAMPLE_RATE_HZ),
    markers: Iterable[Marker] = (),
) -> Recording:
    """A real folder of a closed recording from a microphone, of one second if not told else."""
    clock = FakeClock()
    writer = RecordingWriter.create(
        paths.recording(recording_id),
        recording_id=recording_id,
        title=title,
        segment_samples=60 * SAMPLE_RATE_HZ,
        clock=clock,
    )
    heard = journal.DeviceNoted(
        at=clock.now(), at_sample=0, name="USB", identity="usb-1", native_rate_hz=48_000
    )
    writer.note(heard)
    writer.append(pcm)
    for marker in markers:
        writer.note(
            journal.MarkerNoted(
                at=clock.now(), at_sample=marker.at_sample, marker=marker.kind, note=marker.note
            )
        )
    return writer.close("asked")
