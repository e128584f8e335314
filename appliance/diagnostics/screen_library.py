"""A data folder as a box has it after years: many recordings, and one of six hours."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from appliance.diagnostics.synthetic_library import fill
from appliance.diagnostics.synthetic_speech import SyntheticSpeech
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES, to_samples
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import database
from appliance.library.row import Origin
from appliance.library.store import Store
from appliance.library.transaction import transaction
from appliance.paths import Paths
from appliance.recordings import RecordingWriter
from appliance.recordings.clock import SystemClock
from appliance.recordings.peaks import Peaks
from appliance.recordings.reader import RecordingAudio

SEGMENTS_EACH: Final = 10
_PAUSE_S: Final = 0.4
_FILE_S: Final = 3600


def make(data: Path, *, recordings: int, long_hours: float, on_step: Callable[[str], None]) -> str:
    """Fill a fresh folder; returns the id of the long recording, the newest of all."""
    paths = Paths(data=data, run=data / "run")
    paths.recordings.mkdir(parents=True)
    on_step(f"a library of {recordings} recordings is made")
    connection = database.connect(paths.library)
    try:
        store = Store(connection)
        fill(store, recordings=recordings, segments=SEGMENTS_EACH * recordings)
        on_step(f"a recording of {long_hours:g} h is made")
        return _put_long(store, paths, hours=long_hours)
    finally:
        connection.close()


def _put_long(store: Store, paths: Paths, *, hours: float) -> str:
    """Its audio is silence; its outline is there, as after it was opened once."""
    recording_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-1096"
    folder = paths.recording(recording_id)
    writer = RecordingWriter.create(
        folder,
        recording_id=recording_id,
        segment_samples=_FILE_S * SAMPLE_RATE_HZ,
        clock=SystemClock(),
    )
    total = to_samples(3600 * hours)
    minute = bytes(60 * SAMPLE_RATE_HZ * SAMPLE_WIDTH_BYTES)
    for _ in range(round(60 * hours)):
        writer.append(minute)
    writer.close("asked")
    recording = RecordingAudio(folder).recording()
    speech, said, at_sample = SyntheticSpeech(2), [], 0
    while at_sample < total - to_samples(20):
        each = speech.utterance(at_sample)
        at_sample = each.end_sample + to_samples(_PAUSE_S)
        said.append(each)
    kind = TranscriptKind.SECOND_PASS
    with transaction(store.connection):
        store.put_recording(recording, total_samples=total, origin=Origin.MICROPHONE)
        store.add_segments(recording_id, kind, said, decided_samples=total)
        store.complete(recording_id, kind)
        store.set_text_state(recording_id, TextState.COMPLETE, "")
        store.index(recording_id)
        store.files.kept(recording_id, store.files.revision(recording_id), "")
    Peaks(folder).extend()
    return recording_id
