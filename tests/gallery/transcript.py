"""The sound and the text of a recording."""

from dataclasses import replace

from nicegui import ui

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.retention import Fate, Prospect, Reason
from appliance.station.face import RecordingView
from appliance.station.face_speech import SpeechRegion
from appliance.wire.shelf import RetentionLine
from tests.fakes.meeting import add_meeting
from tests.fakes.station import FakeStation
from tests.gallery.exhibit import ID, SAID, exhibit, ignore, over
from ui.lines import lines
from ui.region_text import RegionText
from ui.visit import Visit
from ui.widgets.found_bar import FoundBar
from ui.widgets.player import Player
from ui.widgets.region_list import RegionList
from ui.widgets.region_row import RegionRow
from ui.widgets.rules_panel import RulesPanel
from ui.widgets.text_lines import TextLines, Wish
from ui.widgets.trash_notice import TrashNotice
from ui.widgets.waveform import Waveform
from ui.written_text import Written

SPEECH = ((0.0, 9.2), (10.1, 19.3), (20.4, 29.4), (43.5, 52.0), (52.6, 60.2))
AT_S = 22.0
"""Where the player stands: the word is lit and the outline is dark up to there."""


def of_a_transcript(visit: Visit) -> None:
    """Build them all."""
    station = FakeStation()
    view = add_meeting(station)
    _sound(visit, view)
    _found(visit, view)
    _text(visit, view)
    _regions(visit)
    with exhibit("TrashNotice"):
        prospect = Prospect(id=ID, fate=Fate.REMOVED, reason=Reason.TRASH_OVER, in_s=432_000.0)
        line = RetentionLine(
            prospect=prospect, title="", started="2025-05-12T09:30Z", duration_s=60
        )
        station.shelf.lines = (line,)
        TrashNotice(over(visit, station), ID).show(is_trashed=True)


def _sound(visit: Visit, view: RecordingView) -> None:
    _, length_s = visit.language, view.summary.duration_s
    marks = [to_seconds(marker.at_sample) for marker in view.recording.markers]
    gaps = [to_seconds(gap.at_sample) for gap in view.recording.gaps]
    with exhibit("Waveform", classes="whole"):
        Waveform(_, recording_id=ID).show(
            duration_s=length_s, regions=SPEECH, marks_s=marks, gaps_s=gaps
        )
        Waveform(_, recording_id=ID).show(duration_s=length_s)
    with exhibit("Player", classes="whole"):
        Player(_, recording_id=ID, begin_s=AT_S).show(length_s)
        lost = Player(_, recording_id=ID, is_here=False)
        lost.show(length_s)
        # As the browser does when the sound does not come.
        ui.run_javascript(f"getElement({lost.id}).broken = true")


def _found(visit: Visit, view: RecordingView) -> None:
    _ = visit.language
    said = [line for line in lines(view, _) if line.segment is not None]
    with exhibit("FoundBar", classes="whole"):
        for found in [replace(line, found=((0, 2),)) for line in said[:5]], said:
            FoundBar(_, SAID[:4], AT_S, on_go=ignore, on_end=ignore).show(found)


def _text(visit: Visit, view: RecordingView) -> None:
    _ = visit.language
    names = replace(view, summary=replace(view.summary, speaker_names={1: "王工"}))

    async def wish(_wish: Wish) -> None:
        """Leave everything as it is."""

    def text() -> TextLines:
        return TextLines(
            _,
            wish,
            on_begin=ignore,
            on_undo=ignore,
            on_undoable=ignore,
            on_left=ignore,
            on_unsure=ignore,
            on_drop=ignore,
        )

    with exhibit("TextLines"):
        with ui.element("div").classes("exhibit-room tall"):
            text().show(lines(names, _), nothing="")
        with ui.element("div").classes("exhibit-room tall"):
            corrected = text()
            corrected.show(lines(names, _), nothing="")
            corrected.edit(on=True)
            # As when another text came under what somebody typed.
            ui.run_javascript(
                f"const text = getElement({corrected.id}); text.opened = 1;"
                " text.base = ''; text.draft = text.shown[1].text + '！'"
            )
        with ui.element("div").classes("exhibit-room tall"):
            left = text()
            left.show(lines(names, _), nothing="")
            ui.run_javascript(
                f"const text = getElement({left.id});"
                " text.left = [{start: 0, was: '', draft: text.shown[0].text}]"
            )
        with ui.element("div").classes("exhibit-room"):
            text().show((), nothing=_("No words yet"))


def _regions(visit: Visit) -> None:
    _ = visit.language

    async def recognise() -> str | None:
        return SAID

    heard = [_region(12.0 * number, 12.0 * number + 10, forced=number == 2) for number in range(4)]
    with exhibit("RegionRow", classes="whole"):
        texts = [RegionText(recognise) for _place in heard]
        texts[0].write(Written(text=SAID))
        texts[1].is_being_recognised = True
        texts[2].said, texts[3].said = SAID, ""
        for number, (region, text) in enumerate(zip(heard, texts, strict=True), start=1):
            RegionRow(_, number, region, text, text.ask)
    with exhibit("RegionList", classes="whole"):
        with ui.element("div").classes("exhibit-room"):
            nothing_written = _("The text has no words here.")
            RegionList(visit, ID).show(heard[:1], [Written(note=nothing_written)])
        with ui.element("div").classes("exhibit-room"):
            RegionList(visit, ID).show((), ())
    with exhibit("RulesPanel"):
        RulesPanel(visit, ignore)


def _region(start_s: float, end_s: float, *, forced: bool) -> SpeechRegion:
    return SpeechRegion(
        start_sample=to_samples(start_s),
        end_sample=to_samples(end_s),
        forced=forced,
        certainty=0.93,
    )
