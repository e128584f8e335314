"""The pieces of the Record page."""

from collections.abc import Iterator
from dataclasses import replace

from nicegui import ui

from appliance.domain.audio import to_samples
from appliance.domain.marker import Marker, MarkerKind
from appliance.station.face import Caption, Captions, Snapshot
from appliance.wire.capture import CaptureState, MicrophoneState
from tests.fakes.station import FakeStation
from tests.gallery.exhibit import SAID, exhibit, ignore, over
from ui.recogniser import late_words
from ui.recording_control import Phase
from ui.visit import Visit
from ui.widgets.captions import CaptionsPanel
from ui.widgets.level_meter import LevelMeter
from ui.widgets.marker_bar import MarkerBar
from ui.widgets.microphone_test import VOICE_LOOKS, MicrophoneTest
from ui.widgets.record_button import RecordButton
from ui.widgets.title_line import TitleLine


def of_a_recording(visit: Visit) -> None:
    """Build them all."""
    _button(visit)
    _levels(visit)
    _captions(visit)
    _markers(visit)
    _titles(visit)


def _button(visit: Visit) -> None:
    _ = visit.language
    with exhibit("RecordButton", classes="whole"), ui.element("div").classes("options"):
        for phase in Phase:
            RecordButton(_, ignore).show(phase, can_hear=True)
        RecordButton(_, ignore).show(Phase.IDLE, can_hear=False)
        RecordButton(_, ignore).show(Phase.RECORDING, can_hear=True, asks=True)


def _levels(visit: Visit) -> None:
    with exhibit("LevelMeter"):
        heard, *others = _heard(FakeStation().snapshot())
        for snapshot in (heard, *others):
            meter = LevelMeter(visit.language)
            meter.show(heard)
            meter.show(snapshot)
    with exhibit("MicrophoneTest"):
        heard_somebody = FakeStation()
        test = MicrophoneTest(over(visit, heard_somebody))
        for frames in range(VOICE_LOOKS + 1):
            heard_somebody.hear(level_dbfs=-12.0, frames_read=frames)
            test.draw()
        MicrophoneTest(over(visit, FakeStation()))
        gone = FakeStation()
        gone.hear(microphone="", microphone_state=MicrophoneState.ABSENT)
        MicrophoneTest(over(visit, gone))


def _heard(now: Snapshot) -> Iterator[Snapshot]:
    """Yield heard, silent, too loud, old, and without a recorder."""
    assert now.capture is not None
    for level_dbfs, silent_s, clipped, is_late in (
        (-21.0, 0.0, 0, False),
        (-60.0, 60.0, 0, False),
        (-1.0, 0.0, 9, False),
        (-21.0, 0.0, 0, True),
    ):
        update = {"level_dbfs": level_dbfs, "silent_s": silent_s, "clipped_samples": clipped}
        capture = now.capture.model_copy(update=update)
        yield replace(now, capture=capture, capture_is_late=is_late)
    yield replace(now, capture=None)


def _captions(visit: Visit) -> None:
    _, now = visit.language, FakeStation().snapshot()
    finals = (Caption(start_s=0.0, end_s=4.0, text=SAID),)
    spoken = Captions(
        recording_id="made-up", finals=finals, stable_text="二", tentative_text="号生产线"
    )
    with exhibit("CaptionsPanel"):
        for captions in (Captions(), spoken, replace(spoken, behind_s=12.0)):
            with ui.element("div").classes("exhibit-room"):
                snapshot = replace(now, captions=captions)
                CaptionsPanel(_).show(captions, late=late_words(snapshot, _))


def _markers(visit: Visit) -> None:
    places = ((754, MarkerKind.DECISION), (1801, MarkerKind.DEFECT), (1860, MarkerKind.DEFECT))
    markers = tuple(Marker(at_sample=to_samples(at_s), kind=kind) for at_s, kind in places)

    async def mark(kind: MarkerKind) -> bool:
        return kind is not MarkerKind.PLAIN

    with exhibit("MarkerBar"):
        MarkerBar(visit.language, mark).show(markers, is_running=True)
        MarkerBar(visit.language, mark).show((), is_running=False)


def _titles(visit: Visit) -> None:
    with exhibit("TitleLine"):
        for state, title in (
            (CaptureState.IDLE, ""),
            (CaptureState.IDLE, "第二季度质量评审会"),
            (CaptureState.RECORDING, ""),
            (CaptureState.RECORDING, "第二季度质量评审会"),
        ):
            station = FakeStation()
            station.title = title
            station.hear(state=state)
            TitleLine(over(visit, station)).show(station.snapshot())
