"""From the box to a stick: choose, watch, take away."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from pathlib import Path, PurePosixPath

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face import ExportChoice, ExportOptions, ExportProgress, ExportStep, Volume

from ..endings import Written, is_nothing_new, notes
from ..i18n import mark
from ..news import Failed, News
from ..page_work import PageWork
from ..visit import Visit
from .dialog import Dialog
from .eject_dialog import EjectDialog
from .export_choice import ExportOptionsFields, summary
from .progress_bar import ProgressBar
from .stick_choices import StickChoices
from .touch import Sign, TouchButton, Words
from .verified import verified
from .without_audio import show_without_audio

log = logging.getLogger(__name__)

STEPS: Mapping[ExportStep, str] = {
    ExportStep.CHECKING: mark("Checking the stick"),
    ExportStep.WRITING: mark("Writing"),
    ExportStep.FLUSHING: mark("Waiting until the stick has everything"),
    ExportStep.VERIFYING: mark("Reading back and comparing"),
}

EXPORT = mark("Export to a stick")
FAILED = mark("Not exported")

SHOWN_FILES = 200
"""Of those that were written; more are only counted."""


class ExportDialog:
    """A dialog that stays until the person is through. Done is said only when it is verified."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._which: Sequence[str] | ExportChoice = ()
        self._only = ""
        self._seen: dict[str, None] = {}
        self._count = 0
        self._to_write: int | None = None
        self._counting = PageWork()
        self._task: asyncio.Task[None] | None = None
        self._redraw_progress: Callable[[ExportProgress], None] | None = None
        self._step: ExportStep | None = None
        self._eject = EjectDialog(visit)
        self._dialog = Dialog()

    def open(self, which: Sequence[str] | ExportChoice, *, only: str = "") -> None:
        """Open it at the choice of the stick; ``which`` are ids, or all, or what is new.

        ``only`` is the identity of a stick that was chosen already.
        """
        self._which = which
        self._only = only
        self._to_write = None
        self._choose()
        self._dialog.open()

    async def _count_up(self, which: ExportChoice) -> None:
        """Count while the sheet is open already: what is new takes the reading of every text."""
        try:
            self._to_write = await self._visit.station.export_count(which)
        except ApplianceError as error:
            # The button goes without a number; the export itself says what is wrong.
            log.info("%s", error, extra={"event": "export-not-counted"})
            return
        if not self._choices.is_deleted:
            self._choices.show_deed(self._deed())

    def _deed(self) -> str:
        _, which = self._visit.language, self._which
        count = self._to_write if isinstance(which, ExportChoice) else len(which)
        if not count:  # that nothing is new, the export says, and what was left out
            return _("Export")
        return _.plural("Export {count} recording", "Export {count} recordings", count)

    def _close(self) -> None:
        self._counting.end()
        self._dialog.close()

    def _present(self) -> tuple[Volume, ...]:
        volumes = self._visit.station.volumes()
        return tuple(one for one in volumes if self._only in {"", one.identity})

    def _choose(self) -> None:
        _, which = self._visit.language, self._which
        with self._dialog.filled("stick", _(EXPORT)):
            self._choices = StickChoices(
                self._visit,
                self._present,
                self._begin,
                question=_("Which stick?"),
                deed=self._deed(),
            )
            self._show_options()
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._close)
        if isinstance(which, ExportChoice) and self._to_write is None:
            self._counting.begin(self._count_up(which), name="count what an export takes")

    def _show_options(self) -> None:
        """Say what is written, with the way to change it."""
        visit, _ = self._visit, self._visit.language
        told = summary(visit.export_options, _)
        with ui.element("div").classes("export-options"):
            with ui.element("div").classes("words"):
                Words(_("Written is: {what}", what=told))
                if visit.station.export_recipient:
                    Words(_("Encrypted"), classes="what")
            TouchButton(_("Change"), "settings", self._set_options)

    def _set_options(self) -> None:
        visit, _ = self._visit, self._visit.language

        def keep(options: ExportOptions) -> None:
            visit.export_options = options

        self._counting.end()
        with self._dialog.filled("settings", _("What is written")):
            recipient = visit.station.export_recipient
            ExportOptionsFields(_, visit.export_options, keep, recipient=recipient)
            with self._dialog.actions():
                TouchButton(_("Done"), "check", self._choose, classes="strong")

    def _begin(self, volume: Volume) -> None:
        self._counting.end()
        self._to_write = None  # it is counted anew if this one fails
        # The event's own task, so that a cancelled export ends where it stands.
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._export(volume))

    async def _export(self, stick: Volume) -> None:
        self._show_steps()
        station, options = self._visit.station, self._visit.export_options
        target = Path(stick.mount_point)
        try:
            async with aclosing(station.export(self._which, target, options)) as steps:
                async for progress in steps:
                    is_over = self._visit.is_over
                    if progress.step is ExportStep.DONE:
                        if not is_over:
                            self._show_done(progress, stick)
                        news: News = Written(heading=EXPORT, progress=progress)
                        self._visit.toast.tell(news, in_sheet=not is_over)
                    elif not is_over:
                        self._show(progress)
        except ApplianceError as error:
            if not self._visit.is_over:
                self._show_failure(error)
            news = Failed(error=error, heading=FAILED)
            self._visit.toast.tell(news, in_sheet=not self._visit.is_over)
        except asyncio.CancelledError:
            self._dialog.close()
            raise
        finally:
            self._task = None

    def _cancel(self) -> None:
        if self._task is None:
            self._dialog.close()  # the export ended in a way that nobody foresaw
        else:
            self._task.cancel()

    def _show_steps(self) -> None:
        _ = self._visit.language
        self._step = None
        self._seen = {}
        self._count = 0 if isinstance(self._which, ExportChoice) else len(self._which)
        self._rows: dict[ExportStep, tuple[ui.element, Sign]] = {}
        with self._dialog.filled("stick", _("Exporting. Leave the stick in.")):
            with ui.element("ul").classes("steps"):
                for step, name in STEPS.items():
                    with ui.element("li").classes("step") as row:
                        sign = Sign("later")
                        Words(_(name))
                    self._rows[step] = (row, sign)
            self._counted = Words(classes="what")
            self._bar = ProgressBar(_(STEPS[ExportStep.CHECKING]), 0.0)
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._cancel)

    def _show(self, progress: ExportProgress) -> None:
        if progress.step is not self._step:
            self._step = progress.step
            self._seen = {}
            order = list(STEPS)
            for step, (row, sign) in self._rows.items():
                is_past = order.index(step) < order.index(progress.step)
                is_now = step is progress.step
                sign.show("check" if is_past else "wait" if is_now else "later")
                row.classes(replace=f"step {'past' if is_past else 'now' if is_now else ''}")
        done = progress.done_bytes / progress.total_bytes if progress.total_bytes else 0.0
        self._bar.show(done, progress.file or self._visit.language(STEPS[progress.step]))
        self._show_count(progress)

    def _show_count(self, progress: ExportProgress) -> None:
        """Count the recordings by their folders: the first step names each of them."""
        _ = self._visit.language
        if not progress.file:
            return
        self._seen.setdefault(PurePosixPath(progress.file).parts[0])
        number = len(self._seen)
        if progress.step is ExportStep.CHECKING:
            self._count = max(self._count, number)
        if self._count > 1 and number <= self._count:
            words = _("Recording {number} of {count}", number=number, count=self._count)
            self._counted.set_text(words)

    def _show_nothing_new(self, progress: ExportProgress) -> None:
        _ = self._visit.language
        with self._dialog.filled("check", _("Nothing new")):
            Words(_("All recordings with text were exported before."))
            for note in notes(progress, _):
                Words(note, classes="what")
            with self._dialog.actions():
                TouchButton(_("Done"), "check", self._dialog.close, classes="strong")

    def _let_go(self, stick: Volume) -> None:
        self._dialog.close()
        self._eject.open(stick)

    def _show_done(self, progress: ExportProgress, stick: Volume) -> None:
        _ = self._visit.language
        if is_nothing_new(progress):
            self._show_nothing_new(progress)
            return
        with verified(self._dialog, progress, _):
            if progress.recordings > 1:
                words = _.plural("{count} recording", "{count} recordings", progress.recordings)
                Words(words, classes="what")
            for note in notes(progress, _):
                Words(note, classes="what")
            show_without_audio(progress.without_audio, _)
            Words(_("Folder: {folder}", folder=progress.folder), classes="what")
            with ui.element("ul").classes("files"):
                for file in progress.files[:SHOWN_FILES]:
                    with ui.element("li"):
                        Words(file)
            if len(progress.files) > SHOWN_FILES:
                more = len(progress.files) - SHOWN_FILES
                Words(_.plural("and {count} more file", "and {count} more files", more))
            with self._dialog.actions():
                if progress.eject_first:
                    TouchButton(_("Remove the stick"), "eject", partial(self._let_go, stick))
                TouchButton(_("Done"), "check", self._dialog.close, classes="strong")

    def _show_failure(self, error: ApplianceError) -> None:
        _ = self._visit.language
        what, next_step = _.error(error)
        with self._dialog.filled("warning", _(FAILED)):
            Words(what, classes="what")
            Words(next_step)
            Words(_("The export changed nothing on the box."), classes="quiet")
            with self._dialog.actions():
                TouchButton(_("Try again"), "stick", self._choose, classes="strong")
                TouchButton(_("Close"), "close", self._dialog.close)
