"""The list of hot words that is written on the screen, and the packs beside it."""

import re
from functools import partial

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.station.face_settings import HotWords, Pack

from ..i18n import Language
from ..visit import Visit
from .facts import Fact, FactWords
from .row import Row
from .sure_button import SureButton
from .text_field import TextField
from .touch import TouchButton, Words

LINES = 6
LONGEST = 100_000
MOST_PROBLEMS = 3
"""Of a pack that came from elsewhere."""

PLACED = re.compile(r"(.+?):(\d+): (.+)", re.DOTALL)
"""What is said about a line of a list: its file, its number, and what."""


class HotWordsPanel(ui.element):
    """What was replaced can be brought back for ten seconds."""

    def __init__(self, visit: Visit, words: HotWords, packs: tuple[Pack, ...]) -> None:
        super().__init__("section")
        self._visit = visit
        self._stored: str = words.text
        _ = visit.language
        self.classes("setting-card")
        with self:
            self._field = TextField(
                _("List of hot words"),
                self._typed,
                value=words.text,
                lines=LINES,
                longest=LONGEST,
                hint=_("One name or term a line. A correction is written wrong=>right."),
            )
            self._told = ui.element("div").classes("hot-word-problems")
            with ui.element("div").classes("setting-foot"):
                self._count = Words(classes="quiet")
                self._keep = TouchButton(_("Keep"), "check", self._kept, classes="strong")
            self._packs = ui.element("div")
        self._show_packs(packs)
        self._keep.set_visibility(False)
        self._tell(words)

    def _show_packs(self, packs: tuple[Pack, ...]) -> None:
        self._packs.clear()
        with self._packs:
            for pack in packs:
                if not pack.is_screens:
                    self._pack_row(pack)

    def _pack_row(self, pack: Pack) -> None:
        _ = self._visit.language
        row = Row(pack.name, _counted(pack.terms, pack.rules, _), "list")
        with row.below:
            for problem in pack.problems[:MOST_PROBLEMS]:
                Fact(FactWords(sign="warning", words=problem_words(problem, _)))
        with row.end:
            delete = partial(self._delete, pack.name)
            SureButton(_("Delete"), "trash", delete, sure=_("Tap again to delete"))

    async def _delete(self, pack: str) -> None:
        _, visit = self._visit.language, self._visit
        settings, sticks = visit.station.settings, visit.station.sticks

        async def undo() -> None:
            await visit.guarded(lambda permit: sticks.restore_lexicons([pack], permit))
            await self._look()

        try:
            await visit.guarded(lambda permit: settings.remove_pack(pack, permit))
        except ApplianceError as error:
            visit.toast.failed(error)
        else:
            visit.toast.done(_("The list of words {pack} is deleted.", pack=pack), undo)
        await self._look()

    async def _look(self) -> None:
        packs = await self._visit.station.settings.packs()
        if not self.is_deleted:
            self._show_packs(packs)

    def _typed(self, text: str) -> None:
        self._keep.set_visibility(text != self._stored)

    async def _kept(self) -> None:
        _, text, former = self._visit.language, self._field.value, self._stored
        if await self._write(text):

            async def undo() -> None:
                settings = self._visit.station.settings
                words = await settings.write_hot_words(former, self._visit.lock.permit)
                if not self.is_deleted:
                    self._show(words)

            self._visit.toast.done(_("Kept. It holds from the next sentence on."), undo)

    async def _write(self, text: str) -> bool:
        settings = self._visit.station.settings

        async def deed(permit: Permit | None) -> HotWords:
            return await settings.write_hot_words(text, permit)

        try:
            words = await self._visit.guarded(deed)
        except ApplianceError as error:
            self._field.fail(" ".join(self._visit.language.error(error)))
            return False
        if not self.is_deleted:
            self._show(words)
        return True

    def _show(self, words: HotWords) -> None:
        self._stored = words.text
        self._field.show(words.text)
        self._keep.set_visibility(False)
        self._tell(words)

    def _tell(self, words: HotWords) -> None:
        _ = self._visit.language
        self._field.fail("")
        self._count.set_text(_counted(words.terms, words.rules, _))
        self._told.clear()
        with self._told:
            for problem in words.problems:
                Fact(FactWords(sign="warning", words=problem_words(problem, _)))


def problem_words(problem: str, _: Language) -> str:
    """Return why a line of a list is left out, with the line as a person counts it."""
    placed = PLACED.fullmatch(problem)
    if placed is None:
        return _.told(problem)
    pack, line, reason = placed.groups()
    # Another line of the same list is told as this one is.
    near = re.sub(rf"\b{re.escape(pack)}:(\d+)", lambda at: _("line {line}", line=at[1]), reason)
    return _("Line {line} is left out: {reason}", line=line, reason=_.told(near))


def _counted(terms: int, rules: int, _: Language) -> str:
    return " · ".join(
        (
            _.plural("{count} hot word", "{count} hot words", terms),
            _.plural("{count} correction", "{count} corrections", rules),
        )
    )
