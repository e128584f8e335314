"""Stretches of speech as rows, a page of them at a time, with what is said in each."""

import json
from collections.abc import Iterator, Sequence
from functools import partial

from nicegui import ui

from appliance.domain.audio import to_samples
from appliance.errors import ApplianceError
from appliance.station.face_speech import SpeechRegion

from ..page_work import PageWork
from ..region_text import RegionText
from ..visit import Visit
from ..written_text import Written
from .nothing import Nothing
from .progress_bar import ProgressBar
from .region_row import RegionRow
from .touch import TouchButton, Words

PAGE_ROWS = 50


class RegionList(ui.element):
    """Other stretches may come; the text of those that stay is not lost."""

    def __init__(self, visit: Visit, recording_id: str) -> None:
        super().__init__("div")
        self.classes("region-list").props("tabindex=0")  # so that keys can scroll it
        self._visit = visit
        self._id = recording_id
        self._regions: Sequence[SpeechRegion] = ()
        self._texts: dict[tuple[int, int], RegionText] = {}
        """By the first and the last sample: other rules may leave a region as it was."""

        self._first = 0
        self._rows: dict[int, RegionRow] = {}
        self._marked: RegionRow | None = None
        self._asked = PageWork()
        """To recognise lines one by one."""

        self._work = PageWork()
        """To recognise all that are shown."""

        self._is_recognising_all = False
        _ = visit.language
        self.props("role=region")
        self.props["aria-label"] = _("Lines of speech")
        with self:
            self._head = ui.element("div").classes("regions-head")
            self._place = ui.element("div").classes("regions-rows")
            with ui.element("div").classes("regions-foot") as self._foot:
                self._former = TouchButton(
                    _("Earlier lines"), "up", partial(self._turn, -1), is_repeated=True
                )
                self._range = Words(classes="range-words")
                self._next = TouchButton(
                    _("Later lines"), "down", partial(self._turn, 1), is_repeated=True
                )
        self._draw_head()

    def show(self, regions: Sequence[SpeechRegion], written: Sequence[Written]) -> None:
        """Show these, from where in the recording the former ones were shown."""
        self._work.end()  # what other rules have left of its lines can be asked for again
        shown = self._regions[self._first] if self._regions else None
        self._regions = regions
        self._texts = {at: text for at, text in self._texts.items() if not text.is_blank}
        self.write(written)
        self._draw(self._place_at(shown.start_sample) if shown else 0)

    def write(self, written: Sequence[Written]) -> None:
        """Show what is written for each."""
        for region, words in zip(self._regions, written, strict=True):
            self._text_of(region).write(words)
        self._draw_head()

    def end(self) -> None:
        """Recognise nothing any more."""
        self._asked.end()
        self._work.end()

    def reveal(self, seconds: float) -> None:
        """Bring the one that goes on at this time, or comes next, into view."""
        if not self._regions:
            return
        number = self._place_at(to_samples(seconds))
        if number not in self._rows:
            self._draw(number)
        if self._marked is not None:
            self._marked.point_out(on=False)
        self._marked = row = self._rows[number]
        row.point_out(on=True)
        ui.run_javascript(
            f"getHtmlElement({json.dumps(row.id)})?.scrollIntoView({{ block: 'center' }})"
        )

    def _place_at(self, sample: int) -> int:
        places = (n for n, region in enumerate(self._regions) if region.end_sample > sample)
        return next(places, len(self._regions) - 1)

    def _turn(self, way: int) -> None:
        self._draw(self._first + way * PAGE_ROWS)
        ui.run_javascript(f"getHtmlElement({json.dumps(self.id)}).scrollTop = 0")

    def _draw(self, number: int) -> None:
        """Show the page on which this one is."""
        _, count = self._visit.language, len(self._regions)
        number = min(max(number, 0), max(count - 1, 0))
        self._first = number - number % PAGE_ROWS
        self._place.clear()
        self._marked = None
        with self._place:
            self._rows = {
                number: RegionRow(_, number + 1, region, text, partial(self._ask, text))
                for number, region in self._page()
                for text in [self._text_of(region)]
            }
            if not count:
                Nothing(
                    "wave",
                    _("No speech is found by these rules."),
                    _("Set “Surely speech from” lower, or “Shortest speech” shorter."),
                )
        last = self._first + len(self._rows)
        self._foot.set_visibility(count > PAGE_ROWS)
        self._former.enable(enabled=self._first > 0)
        self._next.enable(enabled=last < count)
        self._range.set_text(f"{self._first + 1} – {last} / {count}")
        self._draw_head()

    def _page(self) -> Iterator[tuple[int, SpeechRegion]]:
        return enumerate(self._regions[self._first : self._first + PAGE_ROWS], start=self._first)

    def _text_of(self, region: SpeechRegion) -> RegionText:
        place = region.start_sample, region.end_sample
        if place not in self._texts:
            self._texts[place] = RegionText(partial(self._recognise, region))
        return self._texts[place]

    def _ask(self, text: RegionText) -> None:
        self._asked.begin(text.ask(), name=f"recognise a line of {self._id}")

    async def _recognise(self, region: SpeechRegion) -> str | None:
        try:
            return await self._visit.station.speech.transcribe(
                self._id, region.start_sample, region.end_sample
            )
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return None

    def _without_text(self) -> list[RegionText]:
        return [text for _, region in self._page() if (text := self._text_of(region)).has_none]

    def _draw_head(self) -> None:
        if self._is_recognising_all:
            return
        _, without = self._visit.language, len(self._without_text())
        self._head.clear()
        if without:
            with self._head:
                words = _.plural(
                    "Recognise {count} line without text",
                    "Recognise {count} lines without text",
                    without,
                )
                TouchButton(words, "text", self._recognise_all)

    def _recognise_all(self) -> None:
        texts = self._without_text()
        self._work.begin(self._recognise_each(texts), name=f"recognise lines of {self._id}")

    async def _recognise_each(self, texts: Sequence[RegionText]) -> None:
        _ = self._visit.language
        self._is_recognising_all = True
        try:
            self._head.clear()
            with self._head:
                progress = ProgressBar(_("Recognising the lines without text"), 0.0)
                TouchButton(_("Stop"), "stop", self._work.end)
            for done, text in enumerate(texts):
                progress.show(done / len(texts))
                # What failed once was told, and would fail for the others too.
                if not await text.ask():
                    break
        finally:
            self._is_recognising_all = False
            if not self.is_deleted:
                self._draw_head()
