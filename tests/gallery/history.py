"""The list of the history, and what else is a row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from nicegui import ui

from appliance.domain.audio import to_samples
from appliance.station.face import RecordingSummary, SpeakerState, TextState
from appliance.station.face_search import FoundRecording, SegmentMatch
from tests.gallery.exhibit import ID, SAID, exhibit
from ui.visit import Visit
from ui.widgets.facts import Fact, FactWords, history_facts, speaker_facts
from ui.widgets.history_list import HistoryList
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.row import Row
from ui.widgets.touch import TouchButton
from ui.widgets.trash_button import TrashButton
from ui.widgets.way_to_history import WayToHistory
from ui.wording import day_and_clock

PLAIN = RecordingSummary(
    id=ID,
    title="",
    started=datetime(2025, 5, 12, 9, 30, tzinfo=UTC),
    duration_s=60.0,
    running=False,
    text_state=TextState.COMPLETE,
    text_done_s=24.0,
    excerpt=SAID,
    gap_count=0,
    marker_count=0,
)


def of_the_history(visit: Visit) -> None:
    """Build them all."""
    _list(visit)
    _facts(visit)
    _rows(visit)


def _list(visit: Visit) -> None:
    found = (
        FoundRecording(summary=replace(PLAIN, title="第二季度质量评审会", marker_count=2)),
        FoundRecording(
            summary=replace(PLAIN, id="made-up-too", title="早会"),
            title_ranges=((0, 2),),
            matches=(
                SegmentMatch(
                    start_sample=to_samples(4),
                    end_sample=to_samples(8),
                    text=SAID,
                    ranges=((2, 5), (18, 21)),
                ),
            ),
        ),
        FoundRecording(
            summary=replace(PLAIN, id="made-up", excerpt="", text_state=TextState.WAITING)
        ),
    )

    async def read(start: int, count: int) -> tuple[Sequence[FoundRecording], int] | None:
        return found[start : start + count], len(found)

    async def never(_start: int, _count: int) -> tuple[Sequence[FoundRecording], int] | None:
        return (), len(found)

    _ = visit.language
    with exhibit("HistoryList", classes="whole"):
        for source, chosen in ((read, None), (read, (ID,)), (never, None)):
            with ui.element("div").classes("exhibit-room"):
                shown = HistoryList(_, source)
                shown.select(chosen)
                shown.renew()


def _facts(visit: Visit) -> None:
    _ = visit.language
    with exhibit("Fact"):
        for summary in _summaries():
            with Row(day_and_clock(summary.started, _), SAID).below:
                for fact in (*history_facts(summary, _), *speaker_facts(summary, 3, _)):
                    Fact(fact)


def _summaries() -> Iterator[RecordingSummary]:
    yield replace(PLAIN, running=True, text_state=TextState.WAITING)
    yield replace(PLAIN, text_state=TextState.REFINING, speaker_state=SpeakerState.WAITING)
    yield replace(PLAIN, text_state=TextState.FAILED, problem="The recogniser crashed over it.")
    yield replace(
        PLAIN,
        hold=True,
        marker_count=3,
        gap_count=1,
        tags=("例会",),
        speaker_state=SpeakerState.FOUND,
    )
    yield replace(
        PLAIN,
        problem="The disk failed once; recording goes on in a new file.",
        speaker_state=SpeakerState.FAILED,
        speaker_problem="It took too long.",
    )


def _rows(visit: Visit) -> None:
    _ = visit.language
    with exhibit("Row"):
        Row("例会.wav", "48.2 MB", "files")
        with Row(_("History"), "", "list", href="/").below:
            Fact(FactWords(sign="check", words=_("Text complete")))
            Fact(FactWords(sign="record", words=_("Recording now"), classes="on-air"))
        Row("KINGSTON", "14.2 GB", "stick", on_tap=lambda: None)
        with (row := Row("3号生产线-巡检-2025-05-12-上午-第二次.m4a", "", "files")).below:
            ProgressBar(_("Writing"), 0.31)
        with row.end:
            TouchButton(_("Cancel"), "close")
    with exhibit("TrashButton"):
        for is_inside in (False, True):
            TrashButton(_, visit.station.search, lambda: None).show(is_inside=is_inside)
    with exhibit("WayToHistory"):
        WayToHistory(_("History"), "back")
