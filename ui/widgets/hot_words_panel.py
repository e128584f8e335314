"""The list of hot words that is written on the screen, and the packs beside it."""

import re
from functools import partial

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.errors import HotWordsChangedError, UnreadableHotWordsError
from appliance.station.face_lock import Permit
from appliance.station.face_settings import HotWords, Pack

from ..i18n import Language, mark
from ..visit import Visit
from .facts import Fact, FactWords
from .failure import Failure
from .row import Row
from .sure_button import SureButton
from .text_field import TextField
from .touch import TouchButton, Words

LINES = 6
LONGEST = 100_000
MOST_PROBLEMS = 3
"""Of a pack that came from elsewhere."""

LOOK_S = 5.0
"""How often it is looked whether the list was changed elsewhere."""

PLACED = re.compile(r"(.+?):(\d+): (.+)", re.DOTALL)
"""What is said about a line of a list: its file, its number, and what."""


WHOLE = re.compile(r".+?\.txt: (.+)", re.DOTALL)
"""What is said about a list as a whole."""

UNREAD = (
    mark("it is no text in UTF-8"),
    mark("it is no text in UTF-8 (GB18030 perhaps); save it as UTF-8"),
    mark("it cannot be read: {reason}"),
    mark("it is larger than {size} MiB"),
)
"""Why nothing of a list is used."""


class HotWordsPanel(ui.element):
    """What was replaced can be brought back for ten seconds.

    A list that was changed elsewhere meanwhile is never written over unseen: it is shown beside
    what was typed.
    """

    def __init__(self, visit: Visit, words: HotWords, packs: tuple[Pack, ...]) -> None:
        super().__init__("section")
        self._visit = visit
        self._stored: str = words.text
        """What stands there, as far as it was shown here."""

        self._is_held = False
        """Somebody is in the field."""

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
            self._field.on("focusin", partial(self._hold, on=True), [])
            self._field.on("focusout", partial(self._hold, on=False), [])
            self._now = ui.element("div").classes("hot-words-now")
            self._told = ui.element("div").classes("hot-word-problems")
            with ui.element("div").classes("setting-foot"):
                self._count = Words(classes="quiet")
                self._keep = TouchButton(_("Keep"), "check", self._kept, classes="strong")
            self._packs = ui.element("div")
            ui.timer(LOOK_S, self._follow, immediate=False)
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
        try:
            packs = await self._visit.station.settings.packs()
        except ApplianceError as error:
            if not self.is_deleted:
                self._packs.clear()
                with self._packs:
                    Failure(self._visit.language, error, self._look)
            return
        if not self.is_deleted:
            self._show_packs(packs)

    def _typed(self, text: str) -> None:
        self._keep.set_visibility(text != self._stored)

    def _hold(self, *, on: bool) -> None:
        self._is_held = on

    async def _follow(self) -> None:
        """Show what was changed elsewhere; what somebody is just typing is theirs."""
        words = await self._visit.station.settings.hot_words()
        is_typed = self._is_held or self._field.value != self._stored
        is_new = words.text != self._stored or (words.unread is not None) != self._is_unread
        if not self.is_deleted and not is_typed and is_new:
            self._show(words)

    async def _kept(self) -> None:
        _, former = self._visit.language, self._stored
        words = await self._write(self._field.value)
        if words is not None:

            async def undo() -> None:
                settings, now = self._visit.station.settings, words.text
                back = await self._visit.guarded(
                    lambda permit: settings.write_hot_words(former, permit, was=now)
                )
                if not self.is_deleted and self._field.value == words.text:
                    self._show(back)

            self._visit.toast.done(_("Kept. It holds from the next sentence on."), undo)

    async def _write(self, text: str) -> HotWords | None:
        settings, was = self._visit.station.settings, self._stored

        async def deed(permit: Permit | None) -> HotWords:
            return await settings.write_hot_words(text, permit, was=was)

        try:
            words = await self._visit.guarded(deed)
        except ApplianceError as error:
            if isinstance(error, HotWordsChangedError):
                self._show_now(await settings.hot_words())
            elif isinstance(error, UnreadableHotWordsError):
                self._stored = ""  # whoever has seen that may write it anew
            self._field.fail(" ".join(self._visit.language.error(error)))
            return None
        if not self.is_deleted and self._field.value == text:
            self._show(words)
        else:  # what was typed meanwhile stays
            self._stored = words.text
        return words

    def _show(self, words: HotWords) -> None:
        self._stored = words.text
        self._field.show(words.text)
        self._keep.set_visibility(False)
        self._now.clear()
        self._tell(words)

    def _show_now(self, words: HotWords) -> None:
        """Show what stands there beside what was typed, which may replace it from now on."""
        _ = self._visit.language
        self._stored = words.text
        if self.is_deleted:
            return
        self._now.clear()
        with self._now:
            Words(_("The list as it stands now"), classes="label")
            Words(words.text or _("It is empty."), classes="said")
            Words(_("Keep puts what was typed in its place."), classes="hint")
            TouchButton(_("Take this list"), "undo", partial(self._show, words))

    def _tell(self, words: HotWords) -> None:
        _ = self._visit.language
        self._is_unread = words.unread is not None
        self._field.fail(" ".join(_.error(words.unread)) if words.unread is not None else "")
        count = "" if self._is_unread else _counted(words.terms, words.rules, _)
        self._count.set_text(count)
        self._told.clear()
        with self._told:
            for problem in words.problems:
                Fact(FactWords(sign="warning", words=problem_words(problem, _)))


def problem_words(problem: str, _: Language) -> str:
    """Return why a line of a list is left out, with the line as a person counts it."""
    placed = PLACED.fullmatch(problem)
    if placed is None:
        whole = WHOLE.fullmatch(problem)
        return _.told(whole[1] if whole is not None else problem)
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
