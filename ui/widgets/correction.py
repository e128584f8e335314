"""Correcting one recording: its buttons, its lines under a finger, what is asked about them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from nicegui import ui

from appliance.domain.editing import EditKind, EditRequest
from appliance.domain.transcript import Segment
from appliance.errors import ApplianceError
from appliance.station.face import RecordingView

from ..i18n import mark
from ..lines import speakers
from ..page_work import PageWork
from ..quotes import quotes
from ..visit import Visit
from .drafts import Dropped, put_back
from .hot_word_dialog import HotWordDialog
from .marker_dialog import MarkerDialog
from .speaker_dialog import SpeakerDialog
from .text_lines import TextLines, Wish
from .touch import TouchButton

_EDITS: Mapping[str, EditKind] = {
    "split": EditKind.SPLIT,
    "join": EditKind.MERGE,
    "remove": EditKind.REMOVE,
}


class Correction:
    """What is wanted is done one after the other; what is written in a line is kept first."""

    def __init__(
        self,
        visit: Visit,
        recording_id: str,
        *,
        view: Callable[[], RecordingView],
        on_change: Callable[[], None],
        on_begin: Callable[[], None],
        on_end: Callable[[], None],
    ) -> None:
        """``view`` tells what is shown; ``on_change`` is called when that is another by now."""
        self._visit = visit
        self._id = recording_id
        self._view = view
        self._on_change = on_change
        self._on_begin = on_begin
        self._on_end = on_end
        self._term = ""
        self._searching = PageWork()
        """For the term that was put right last."""

        self._is_draft_undoable = False
        self._can_undo = False
        """Of what is kept."""

        self._turn = asyncio.Lock()
        self._speaker_dialog = SpeakerDialog(visit.language)
        self._hot_word_dialog = HotWordDialog(visit)
        self._marker_dialog = MarkerDialog(visit, recording_id, on_change)

    def place_deeds(self) -> None:
        """Build its buttons, which are there while somebody corrects."""
        _ = self._visit.language
        with ui.element("div").classes("deeds") as self._deeds:
            self._hot_word = TouchButton("", "plus", self._add_hot_word)
            self._undo = TouchButton(_("Undo"), "undo", self._take_back, is_repeated=True)
            self._redo = TouchButton(_("Redo"), "redo", self._redo_edit, is_repeated=True)
            TouchButton(_("Done"), "check", self._leave, classes="strong")
        self._deeds.set_visibility(False)
        self._hot_word.set_visibility(False)

    def place_lines(self) -> TextLines:
        """Build the lines."""
        self._text = TextLines(
            self._visit.language,
            self._wished,
            on_begin=self.begin,
            on_undo=self._undo_edit,
            on_undoable=self._typed,
            on_left=self._left,
            on_unsure=self._on_change,
            on_drop=self._dropped,
        )
        return self._text

    async def begin(self) -> None:
        """Let a tap open a line."""
        self._on_begin()
        self._deeds.set_visibility(True)
        self._text.edit(on=True)
        await self._show_history()

    def _take_back(self) -> None:
        # What is still being written was written last: it is kept first.
        self._text.undo()

    def _leave(self) -> None:
        # What is still being written is kept first.
        self._text.leave()

    def _left(self) -> None:
        self._searching.end()
        self._propose("")
        self._deeds.set_visibility(False)
        self._text.edit(on=False)
        self._on_end()

    def _dropped(self, dropped: Dropped) -> None:
        _, tab_id = self._visit.language, self._text.client.tab_id

        async def undo() -> None:
            put_back(tab_id, dropped)

        self._visit.toast.done(_("What was typed is dropped."), undo)
        self._text.forget(dropped)

    async def _wished(self, wish: Wish) -> None:
        async with self._turn:
            await self._do(wish)

    async def _do(self, wish: Wish) -> None:
        line = self._text.find(wish)
        if line is None:
            self._lost()
            return
        if wish.kind == "note":
            assert line.marker is not None, "only markers have notes"
            self._marker_dialog.open(line.marker)
            return
        segment = line.segment
        assert segment is not None, "only what was said is corrected"
        was = segment.text
        if wish.text is not None:
            if not await self._edit(segment, EditKind.TEXT, text=wish.text):
                return
            segment = replace(segment, text=wish.text)
            self._text.keep(line, wish, segment)
        self._searching.end()
        self._propose("")
        if wish.kind == "speaker":
            self._ask_speaker(wish, segment)
        elif wish.kind == "text" or await self._edit(
            segment, _EDITS[wish.kind], before_character=wish.before_character
        ):
            self._text.close_line(wish)
        if wish.text is not None:
            self._searching.begin(self._find_term(was, wish.text), name="find a term")

    def _lost(self) -> None:
        """Say why nothing was done; the text that came meanwhile is on the screen."""
        error = ApplianceError(
            mark("This line has changed meanwhile."),
            hint=mark("Read it again, then correct it."),
        )
        self._visit.toast.failed(error)

    def _ask_speaker(self, wish: Wish, segment: Segment) -> None:
        async def chosen(speaker: int | None) -> None:
            async with self._turn:
                if await self._edit(segment, EditKind.SPEAKER, speaker=speaker):
                    self._text.close_line(wish)

        view = self._view()
        names = view.summary.speaker_names
        self._speaker_dialog.choose(speakers(view), names, segment.speaker, chosen, self.ask_names)

    def ask_names(self) -> None:
        """Ask what the speakers are called."""
        view = self._view()
        self._speaker_dialog.name(
            quotes(view),
            view.summary.speaker_names,
            self._name_speaker,
            can_hear=bool(view.recording.segments),
        )

    async def _name_speaker(self, speaker: int, name: str) -> None:
        await self._visit.station.shelf.name_speaker(self._id, speaker, name)
        self._on_change()

    async def _edit(
        self,
        segment: Segment,
        kind: EditKind,
        *,
        text: str = "",
        before_character: int = 0,
        speaker: int | None = None,
    ) -> bool:
        request = EditRequest(
            kind=kind,
            start_sample=segment.start_sample,
            was=segment.text,
            text=text,
            before_character=before_character,
            speaker=speaker,
        )
        shelf = self._visit.station.shelf
        return await self._done(
            self._visit.guarded(lambda permit: shelf.edit(self._id, request, permit))
        )

    async def _find_term(self, was: str, text: str) -> None:
        self._propose(await self._visit.station.lexicon.corrected_term(was, text))

    def _propose(self, term: str) -> None:
        """Offer what was put right as a hot word."""
        _ = self._visit.language
        self._term = term
        self._hot_word.set_visibility(bool(term))
        self._hot_word.words.set_text(_("Hot word: {term}", term=term))

    def _add_hot_word(self) -> None:
        self._hot_word_dialog.open(self._term, lambda: self._propose(""))

    async def _undo_edit(self) -> None:
        async with self._turn:
            await self._done(self._visit.station.shelf.undo(self._id))

    async def _redo_edit(self) -> None:
        # What is still being written stays open: kept, it would be what is made last.
        async with self._turn:
            shelf = self._visit.station.shelf
            await self._done(self._visit.guarded(lambda permit: shelf.redo(self._id, permit)))

    async def _done(self, work: Awaitable[object]) -> bool:
        """Do it and show what became of it; a refusal is told."""
        try:
            await work
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return False
        finally:
            self._on_change()
        await self._show_history()
        return True

    async def _show_history(self) -> None:
        try:
            history = await self._visit.station.shelf.history(self._id)
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return
        self._can_undo = history.can_undo
        self._enable_undo()
        self._redo.enable(enabled=history.can_redo)

    def _typed(self, is_undoable: bool) -> None:
        self._is_draft_undoable = is_undoable
        self._enable_undo()

    def _enable_undo(self) -> None:
        self._undo.enable(enabled=self._can_undo or self._is_draft_undoable)
