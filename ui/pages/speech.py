"""Where there is speech in a recording: seen, cut by rules to try, recognised piece by piece."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from nicegui import background_tasks, ui

from appliance.domain.audio import to_seconds
from appliance.errors import ApplianceError
from appliance.station.face import RecordingSummary
from appliance.station.face_speech import EndpointRules, HeardRegions, SpeechRegion

from ..filling import Filling
from ..frame import Place, frame
from ..kept_rules import changed, keep, put_back
from ..region_text import RegionText
from ..setting_words import unit_words
from ..visit import Visit
from ..widgets.failure import Failure
from ..widgets.player import Player
from ..widgets.progress_bar import ProgressBar
from ..widgets.region_row import RegionRow
from ..widgets.slider import Slider
from ..widgets.touch import Sign, TouchButton, Words
from ..widgets.waveform import Waveform
from ..wording import length

PAGE_ROWS = 50


async def speech_page(visit: Visit, recording_id: str) -> None:
    """Build the page."""
    _ = visit.language

    async def read() -> Callable[[], object]:
        return partial(_SpeechPage, visit, await visit.station.summary(recording_id))

    with frame(visit, Place.HISTORY):
        place = ui.element("div").style("display: contents")
    await Filling(visit, place, _("Opening the recording")).fill(read)


class _SpeechPage:
    def __init__(self, visit: Visit, summary: RecordingSummary) -> None:
        self._visit = visit
        self._id = summary.id
        self._duration_s = summary.duration_s
        self._rules = visit.station.speech.rules()
        self._heard: HeardRegions | None = None
        self._texts: dict[tuple[int, int], RegionText] = {}
        """By the first and the last sample: other rules may leave a region as it was."""

        self._most_rows = PAGE_ROWS
        self._cutting: asyncio.Task[None] | None = None
        self._is_listening = False
        _ = visit.language
        with ui.element("div").classes("speech"):
            with ui.element("div").classes("title"):
                with ui.element("a").classes("tap").props(f"href=/transcript/{self._id}"):
                    Sign("back")
                    Words(_("Back"))
                with ui.element("div").classes("words"):
                    moment = f"{_.date(summary.started)} {_.clock(summary.started)}"
                    Words(_("Speech in {title}", title=summary.title or moment), classes="name")
                    self._found = Words(classes="facts")
            self._waveform = Waveform(_, recording_id=self._id)
            with ui.element("div").classes("speech-body"):
                with ui.element("section").classes("rules") as self._rules_place:
                    self._build_rules()
                with ui.element("section").classes("regions"):
                    self._rows = ui.element("div").style("display: contents")
            Player(_, recording_id=self._id).show(self._duration_s)
        self._waveform.show(duration_s=self._duration_s)
        self._listen()

    def _build_rules(self) -> None:
        _, rules = self._visit.language, self._rules
        self._rules_place.clear()
        with self._rules_place:
            Slider(
                _,
                _("Surely speech from"),
                lambda value: self._try(replace(self._rules, threshold=value / 100)),
                value=round(rules.threshold * 100),
                lowest=5,
                highest=95,
                step=5,
                unit="%",
                hint=_("Higher leaves noise out; lower hears quiet voices."),
            )
            Slider(
                _,
                _("Pause that ends a line"),
                lambda value: self._try(replace(self._rules, trailing_silence_s=value)),
                value=rules.trailing_silence_s,
                lowest=0.3,
                highest=5,
                step=0.1,
                unit=unit_words("s", _),
                hint=_("0.5 to 1 s for talks, 2 to 3 s for speeches."),
            )
            Slider(
                _,
                _("Shortest speech"),
                lambda value: self._try(replace(self._rules, min_speech_s=value)),
                value=rules.min_speech_s,
                lowest=0.05,
                highest=2,
                step=0.05,
                unit=unit_words("s", _),
                hint=_("Shorter sounds are taken for noise."),
            )
            Slider(
                _,
                _("Longest line"),
                lambda value: self._try(replace(self._rules, max_segment_s=value)),
                value=rules.max_segment_s,
                lowest=5,
                highest=28,
                step=1,
                unit=unit_words("s", _),
                hint=_("Longer speech is cut at its quietest place."),
            )
            TouchButton(_("As in the settings"), "undo", self._reset)
            self._keep_button = TouchButton(_("Keep in the settings"), "check", self._keep)
            Words(_("Only tried here. Nothing of the recording is changed."), classes="quiet")
        self._draw_keep()

    def _reset(self) -> None:
        self._rules = self._visit.station.speech.rules()
        self._build_rules()
        self._try(self._rules)

    def _draw_keep(self) -> None:
        if not self._visit.is_over:
            configured = self._visit.station.speech.rules()
            self._keep_button.set_visibility(bool(changed(configured, self._rules)))

    async def _keep(self) -> None:
        _, visit, settings = self._visit.language, self._visit, self._visit.station.settings
        values = changed(visit.station.speech.rules(), self._rules)
        try:
            former = await visit.guarded(lambda permit: keep(settings, values, permit))
        except ApplianceError as error:
            visit.toast.failed(error)
            return

        async def undo() -> None:
            await put_back(settings, former, visit.lock.permit)
            self._draw_keep()

        visit.toast.done(_("Kept in the settings."), undo)
        self._draw_keep()

    def _listen(self) -> None:
        if self._is_listening:
            return
        self._is_listening = True
        background_tasks.create(self._listened(), name=f"listen to {self._id}")

    async def _listened(self) -> None:
        _ = self._visit.language
        self._rows.clear()
        with self._rows:
            progress = ProgressBar(_("Listening for speech"), 0.0)
        try:
            async with aclosing(self._visit.station.speech.listen(self._id)) as shares:
                async for share in shares:
                    if self._visit.is_over:
                        return
                    progress.show(share)
        except ApplianceError as error:
            self._fail(error)
            return
        finally:
            self._is_listening = False
        self._try(self._rules)

    def _try(self, rules: EndpointRules) -> None:
        self._rules = rules
        self._draw_keep()
        if self._is_listening:  # they are tried as soon as there is something to cut
            return
        if self._cutting is None or self._cutting.done():
            self._cutting = background_tasks.create(self._cut(), name=f"cut {self._id}")

    async def _cut(self) -> None:
        heard, rules = None, None
        try:
            while rules != self._rules:  # somebody may go on turning meanwhile
                rules = self._rules
                heard = await self._visit.station.speech.regions(self._id, rules)
        except ApplianceError as error:
            self._fail(error)
            return
        if heard is not None and not self._visit.is_over:
            self._show(heard)

    def _show(self, heard: HeardRegions) -> None:
        _ = self._visit.language
        self._heard = heard
        self._found.set_text(
            _(
                "{count} lines, {speech} of speech in {length}",
                count=len(heard.regions),
                speech=length(heard.speech_s, _),
                length=length(heard.duration_s, _),
            )
        )
        self._waveform.show(
            duration_s=heard.duration_s,
            regions=[
                (to_seconds(region.start_sample), to_seconds(region.end_sample))
                for region in heard.regions
            ],
        )
        self._texts = {at: text for at, text in self._texts.items() if not text.is_blank}
        self._rows.clear()
        with self._rows:
            if not heard.regions:
                Words(_("No speech is found by these rules."), classes="quiet")
        self._show_rows(0)

    def _show_rows(self, first: int) -> None:
        assert self._heard is not None, "rows are shown of what was heard"
        _, regions = self._visit.language, self._heard.regions
        with self._rows:
            for number, region in enumerate(regions[first : self._most_rows], start=first + 1):
                RegionRow(_, number, region, self._text(region))
            if len(regions) > self._most_rows:
                more = TouchButton(_("Show more"), "down")
                more.on("click", partial(self._more, more), [])

    def _more(self, button: TouchButton) -> None:
        button.delete()
        first, self._most_rows = self._most_rows, self._most_rows + PAGE_ROWS
        self._show_rows(first)

    def _text(self, region: SpeechRegion) -> RegionText:
        place = region.start_sample, region.end_sample
        return self._texts.setdefault(place, RegionText(partial(self._recognise, region)))

    async def _recognise(self, region: SpeechRegion) -> str | None:
        try:
            return await self._visit.station.speech.transcribe(
                self._id, region.start_sample, region.end_sample
            )
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return None

    def _fail(self, error: ApplianceError) -> None:
        if not self._visit.is_over:
            self._rows.clear()
            with self._rows:
                Failure(self._visit.language, error, self._listen)
