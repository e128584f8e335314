"""Adding sound files: from which stick or from this computer, which of them, how to be heard."""

from collections.abc import Callable, Collection, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any

from nicegui import background_tasks, ui

from appliance.domain.stick_contents import StickFile
from appliance.domain.wishes import Wishes
from appliance.errors import ApplianceError
from appliance.station.face import Volume
from appliance.station.face_settings import InstalledModel, Pack
from appliance.station.face_sticks import AudioOutcome, StickProgress, StickStep

from ..endings import FilesAdded
from ..file_words import CUT_SHORT, hot_words_in, pack_words, refusal_words
from ..i18n import Language, mark
from ..news import Failed, News
from ..page_work import PageWork
from ..spoken_languages import can_be_found_out, spoken_languages
from ..visit import Visit
from ..wording import size, stick_name
from .busy import Busy
from .choice_button import ChoiceButton
from .dialog import Dialog
from .eject_dialog import EjectDialog
from .failure import Failure
from .language_choice import LanguageChoice
from .pick_list import PickList
from .progress_bar import ProgressBar
from .recogniser_row import RecogniserRow
from .row import Row
from .several import Several
from .stick_choices import StickChoices
from .stick_watch import StickWatch
from .text_field import TextField
from .touch import TouchButton, Words
from .uploads import CHOOSE, Uploads

SHOWN_OUTCOMES = 100

STEPS = {
    StickStep.CHECKING: mark("Checking the stick"),
    StickStep.COPYING: mark("Copying. Leave the stick in."),
    StickStep.COPIED: mark("All is copied."),
    StickStep.TAKING: mark("Being put into the queue"),
    StickStep.DONE: mark("Done"),
}


class AddDialog:
    """With ``uploads`` of the same page, files of the browser's computer can be chosen too."""

    def __init__(self, visit: Visit, uploads: Uploads | None = None) -> None:
        self._visit = visit
        self._uploads = uploads
        self._language = ""
        self._hot_words = ""
        self._packs: tuple[str, ...] | None = None
        self._stick: Volume
        """The one at whose files somebody looks."""

        self._files: Sequence[StickFile] = ()
        self._picked: list[int] = []
        self._number = 0
        self._looking = PageWork()
        self._eject = EjectDialog(visit)
        self._dialog = Dialog()

    def open(self) -> None:
        """Open it at the choice of the place."""
        self._choose()
        self._dialog.open()

    def open_stick(self, stick: Volume) -> None:
        """Open it at what a stick holds."""
        self._look(stick)
        self._dialog.open()

    def close(self) -> None:
        """Take it away."""
        self._number += 1
        self._looking.end()
        self._dialog.close()

    def _choose(self) -> None:
        _, visit = self._visit.language, self._visit
        with self._dialog.filled("files", _("Add sound files")):
            Words(_("From where?"))
            with ui.element("div").classes("choices"):
                StickChoices(visit, visit.station.sticks.volumes, self._look, detail=_whole_size)
                # The browser of a kiosk opens no dialog of files: its policy forbids it.
                if self._uploads is not None and not visit.lock.is_kiosk:
                    hint = _("Files that lie where this page is shown")
                    ChoiceButton("files", _("This computer"), hint, self._ask_computer)
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self.close)

    async def _ask_computer(self) -> None:
        _ = self._visit.language
        self._number += 1
        number = self._number
        try:
            heard = await self._how_to_hear()
        except ApplianceError as error:
            if self._is_wanted(number):
                self._fail(error, "files", _("From this computer"), self._ask_computer)
            return
        if not self._is_wanted(number):
            return
        with self._dialog.filled("files", _("From this computer")):
            self._ask_wishes(*heard)
            Words(_("Files can also be dropped anywhere on the page."), classes="quiet")
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self.close)
                button = TouchButton(_("Choose files"), "files", classes="strong")
                button.on("click", js_handler=CHOOSE)

    async def _how_to_hear(self) -> tuple[Sequence[Pack], Sequence[InstalledModel]]:
        settings = self._visit.station.settings
        return await settings.packs(), await settings.models()

    def _ask_wishes(self, packs: Sequence[Pack], models: Sequence[InstalledModel]) -> None:
        """Build what holds for all files that are added together."""
        _ = self._visit.language
        snapshot = self._visit.station.snapshot()
        LanguageChoice(
            _,
            spoken_languages(snapshot, _),
            self._language,
            self._wish_language,
            first={"": _("Same as in the settings")},
            last={"auto": _("Find out")} if can_be_found_out(snapshot) else None,
        )
        TextField(
            _("Words that occur"),
            self._wish_words,
            value=self._hot_words,
            hint=_("Names and terms, with a comma between them. They are recognised better."),
            longest=2000,
        )
        names = {pack.name: pack_words(pack.name, _) for pack in packs if pack.terms or pack.rules}
        if names:
            chosen = names if self._packs is None else self._packs
            Several(_("Lists of words"), names, chosen, partial(self._wish_packs, names), least=0)
        RecogniserRow(self._visit, models)

    @property
    def _wishes(self) -> Wishes:
        return Wishes(
            language=self._language or None,
            hot_words=hot_words_in(self._hot_words),
            packs=self._packs,
        )

    def _wish_language(self, language: str) -> None:
        self._language = language
        self._tell_uploads()

    def _wish_words(self, text: str) -> None:
        self._hot_words = text
        self._tell_uploads()

    def _wish_packs(self, names: Collection[str], chosen: tuple[str, ...]) -> None:
        # All is more than each of them: it is also those that come before the text is made.
        self._packs = None if len(chosen) == len(names) else chosen
        self._tell_uploads()

    def _tell_uploads(self) -> None:
        if self._uploads is not None:
            self._uploads.wish(self._wishes)

    @property
    def _heading(self) -> str:
        _ = self._visit.language
        return _("Make text of files from {label}", label=stick_name(self._stick, _))

    def _look(self, stick: Volume) -> None:
        _ = self._visit.language
        self._number += 1
        self._stick = stick
        with self._dialog.filled("stick", self._heading):
            Busy(_("Looking at the stick"))
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self.close)
        self._looking.begin(self._looked(self._number), name="look at a stick")

    async def _looked(self, number: int) -> None:
        _ = self._visit.language
        try:
            found = await self._visit.station.sticks.contents(self._stick.identity)
            heard = await self._how_to_hear()
        except ApplianceError as error:
            if self._is_wanted(number):
                self._fail_stick(error)
            return
        if not self._is_wanted(number):
            return
        self._files = found.audio
        self._picked = list(range(len(found.audio)))
        with self._dialog.filled("stick", self._heading):
            if found.cut_short is not None:
                Words(_(CUT_SHORT[found.cut_short]))
            if found.audio:
                things = [(file.path, size(file.size_bytes)) for file in found.audio]
                PickList(_, things, self._pick)
                self._ask_wishes(*heard)
            else:
                Words(_("There are no sound files on this stick."), classes="what")
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self.close)
                if found.audio:
                    self._add = TouchButton("", "check", self._begin, classes="strong")
                    self._show_count()
            StickWatch(self._visit, self._stick.identity, self._follow)

    def _follow(self, stick: Volume | None) -> None:
        """Take what is to be chosen away with its stick."""
        if stick is None:
            self.close()

    def _is_wanted(self, number: int) -> bool:
        return not self._visit.is_over and number == self._number

    def _pick(self, picked: list[int]) -> None:
        self._picked = picked
        self._show_count()

    def _show_count(self) -> None:
        _, count = self._visit.language, len(self._picked)
        self._add.words.set_text(_.plural("Add {count} file", "Add {count} files", count))
        self._add.enable(enabled=count > 0)

    def _begin(self) -> None:
        _ = self._visit.language
        self._number += 1
        with self._dialog.filled("stick", self._heading):
            bar = ProgressBar(_("Checking the stick"))
            Words(_("This goes on if you leave the page."), classes="quiet")
            with self._dialog.actions():
                TouchButton(_("Close"), "close", self.close)
        paths = [self._files[place].path for place in self._picked]
        # It belongs to no page but to the screen as a whole: what was asked for is done even if the
        # page is left, and how it ended is told on another.
        background_tasks.create(self._import(paths, bar, self._number), name="import from a stick")

    async def _import(self, paths: Sequence[str], bar: ProgressBar, number: int) -> None:
        steps = self._visit.station.sticks.import_audio(
            self._stick.identity, paths, wishes=self._wishes
        )
        try:
            async with aclosing(steps):
                async for progress in steps:
                    if self._is_wanted(number):
                        self._show(progress, bar)
                    if progress.step is StickStep.DONE:
                        self._tell(FilesAdded(outcomes=progress.outcomes), number)
        except ApplianceError as error:
            if self._is_wanted(number):
                self._fail_stick(error)
            self._tell(Failed(error=error), number)

    def _tell(self, news: News, number: int) -> None:
        """Say it to whoever closed the sheet or left the page: the stick may be wanted back."""
        self._visit.toast.tell(news, in_sheet=self._is_wanted(number))

    def _show(self, progress: StickProgress, bar: ProgressBar) -> None:
        _ = self._visit.language
        if progress.step is StickStep.DONE:
            self._show_outcomes(progress.outcomes)
            return
        share = progress.done_bytes / progress.total_bytes if progress.total_bytes else None
        step = _(STEPS[progress.step])
        bar.show(share, f"{step} {progress.file}" if progress.file else step)

    def _show_outcomes(self, outcomes: Sequence[AudioOutcome]) -> None:
        _, stick = self._visit.language, self._stick
        taken = sum(outcome.job_id is not None for outcome in outcomes)
        refused = [outcome for outcome in outcomes if outcome.refusal is not None]

        def eject() -> None:
            self.close()
            self._eject.open(stick)

        heading = _.plural("{count} file added", "{count} files added", taken)
        with self._dialog.filled("check" if taken else "warning", heading):
            if taken:
                Words(_("They become text in the queue. The stick is no longer needed."))
            if refused:
                words = _.plural("{count} was not taken:", "{count} were not taken:", len(refused))
                Words(words, classes="what")
            for outcome in refused[:SHOWN_OUTCOMES]:
                assert outcome.refusal is not None, "these are the refused ones"
                Row(outcome.path, refusal_words(outcome.refusal, outcome.detail, _), "warning")
            with self._dialog.actions():
                TouchButton(_("Remove the stick"), "eject", eject)
                TouchButton(_("Done"), "check", self.close, classes="strong")

    def _fail_stick(self, error: ApplianceError) -> None:
        self._fail(error, "stick", self._heading, partial(self._look, self._stick))

    def _fail(
        self, error: ApplianceError, sign: str, heading: str, again: Callable[[], Any]
    ) -> None:
        _ = self._visit.language
        with self._dialog.filled(sign, heading):
            Failure(_, error, again)
            with self._dialog.actions():
                TouchButton(_("Close"), "close", self.close)


def _whole_size(stick: Volume, _: Language) -> str:
    return _("Stick, {size}", size=size(stick.total_bytes))
