"""Where there is speech in a recording: seen, read, cut by rules to try, recognised by piece."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from functools import partial

from nicegui import context, ui

from appliance.domain.audio import to_seconds
from appliance.errors import ApplianceError
from appliance.station.face import RecordingSummary, TextState
from appliance.station.face_speech import HeardRegions, SpeechRegion

from ..filling import Filling
from ..frame import frame
from ..page_work import PageWork
from ..place import Place
from ..reading import Reading
from ..region_text import NOT_READ
from ..visit import Visit
from ..widgets.facts import Fact, FactWords
from ..widgets.failure import Failure
from ..widgets.nothing import Nothing
from ..widgets.player import Player
from ..widgets.progress_bar import ProgressBar
from ..widgets.region_list import RegionList
from ..widgets.rules_panel import RulesPanel
from ..widgets.touch import Sign, TouchButton, Words
from ..widgets.unread_text import UnreadText
from ..widgets.waveform import Waveform
from ..widgets.way_to_history import WayToHistory
from ..wording import length
from ..written_text import Written, WrittenText

REFRESH_S = 2.0

NEW_S = 1.0
"""So much more audio is worth being listened to."""


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
        self._heard: HeardRegions | None = None
        self._text: WrittenText | None = None
        self._text_state: tuple[TextState, bool, int] | None = None
        """Of the text that was read last, whether the recording ran, and what people had done."""

        self._known_s: float | None = None
        """How long it was soon after it was listened to."""

        self._work = PageWork()
        self._listenings = 0
        self._is_listening = self._is_cutting = False
        self._place = context.slot.parent
        _ = visit.language
        with ui.element("div").classes("speech") as self._all:
            with ui.element("div").classes("title"):
                with ui.element("a").classes("tap").props(f"href=/transcript/{self._id}"):
                    Sign("back")
                    Words(_("Back"))
                with ui.element("div").classes("words"):
                    moment = f"{_.date(summary.started)} {_.clock(summary.started)}"
                    Words(_("Speech in {title}", title=summary.title or moment), classes="name")
                    with ui.element("div").classes("facts"):
                        self._found = Words()
                        on_air = FactWords(
                            sign="record", words=_("Recording now"), classes="on-air"
                        )
                        self._on_air = Fact(on_air)
                    self._on_air.set_visibility(summary.running)
                self._again = TouchButton(_("Listen to what is new"), "again", self._listen)
                self._again.set_visibility(False)
            self._waveform = Waveform(_, recording_id=self._id, on_sought=self._sought)
            with ui.element("div").classes("speech-body"):
                self._rules = RulesPanel(visit, self._try)
                with ui.element("section").classes("regions"):
                    self._reading = Reading(
                        self._work,
                        self._read_once,
                        on_gone=self._show_gone,
                        on_failed=UnreadText(_).tell,
                        name=f"read the text of {self._id}",
                    )
                    self._state = ui.element("div").classes("regions-state")
                    self._list = RegionList(visit, self._id)
            self._player = Player(_, recording_id=self._id)
            self._player.show(summary.duration_s)
        self._waveform.show(duration_s=summary.duration_s)
        self._listen()
        with self._all:  # with which it ends
            visit.watch(self._reading.ask, every_s=REFRESH_S)

    def _listen(self) -> None:
        if self._is_listening:
            return
        self._is_listening = True
        self._listenings += 1
        self._again.set_visibility(False)
        self._text_state = self._known_s = None  # the text may have grown with the recording
        self._reading.ask()
        self._work.begin(self._listened(), name=f"listen to {self._id}")

    async def _listened(self) -> None:
        _ = self._visit.language
        self._list.set_visibility(False)
        self._state.clear()
        with self._state:
            progress = ProgressBar(_("Listening for speech"), 0.0)
        try:
            async with aclosing(self._visit.station.speech.listen(self._id)) as shares:
                async for share in shares:
                    progress.show(share)
        except ApplianceError as error:
            self._fail(error)
            return
        finally:
            self._is_listening = False
        self._try()

    def _try(self) -> None:
        # While it listens there is nothing to cut yet; what is being cut takes up what is new.
        if not self._is_listening and not self._is_cutting:
            self._is_cutting = True
            self._work.begin(self._cut(), name=f"cut {self._id}")

    async def _cut(self) -> None:
        try:
            cut = None
            # Somebody may go on turning, or the text come, until it is shown.
            while cut != (wanted := (self._rules.rules, self._text, self._listenings)):
                cut = wanted
                heard = await self._visit.station.speech.regions(self._id, self._rules.rules)
                written = await self._written(heard.regions)
                if self._is_listening:
                    return  # it is cut anew when that is done
        except ApplianceError as error:
            self._fail(error)
            return
        finally:
            self._is_cutting = False
        self._show(heard, written)

    async def _written(self, regions: Sequence[SpeechRegion]) -> Sequence[Written]:
        if self._text is None:
            return [NOT_READ] * len(regions)
        return await asyncio.to_thread(self._text.within, regions)

    def _show(self, heard: HeardRegions, written: Sequence[Written]) -> None:
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
        self._player.show(heard.duration_s)
        self._state.clear()
        self._list.set_visibility(True)
        self._list.show(heard.regions, written)

    def _sought(self, seconds: float) -> None:
        if self._heard is not None:
            self._list.reveal(seconds)

    async def _read_once(self) -> None:
        """Read the text once it is another one; that of many hours takes a second."""
        station, listenings = self._visit.station, self._listenings
        # Whoever corrects a text notes it; that other things are noted too costs a reading each.
        deeds = station.snapshot().deeds_noted
        summary = await station.summary(self._id)
        self._known_s = summary.duration_s if self._known_s is None else self._known_s
        is_longer = summary.duration_s > self._known_s + NEW_S
        self._again.set_visibility(is_longer and not self._is_listening)
        self._on_air.set_visibility(summary.running)
        state = summary.text_state, summary.running, deeds
        if state != self._text_state:
            view = await station.recording(self._id)
            text = await asyncio.to_thread(WrittenText, view, self._visit.language)
            if listenings != self._listenings:
                return  # it may have grown since; it is read anew
            self._text, self._text_state = text, state
            self._player.tell(is_here=bool(view.recording.segments))
            await self._write()

    async def _write(self) -> None:
        heard = self._heard
        if heard is not None:
            written = await self._written(heard.regions)
            if heard is self._heard:
                self._list.write(written)

    def _fail(self, error: ApplianceError) -> None:
        if error.code == "unknown-recording":
            self._show_gone()
            return
        self._list.set_visibility(False)
        self._state.clear()
        with self._state:
            Failure(self._visit.language, error, self._listen)

    def _show_gone(self) -> None:
        """Show nothing of what is there no more, and ask for nothing of it."""
        _ = self._visit.language
        self._work.end()
        self._list.end()
        self._all.delete()
        with self._place, Nothing("trash", _("This recording was removed for good.")):
            WayToHistory(_("To the history"), "list").classes("strong")
