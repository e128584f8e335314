"""A support bundle: say what happened, choose the stick, watch, take away."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from functools import partial
from pathlib import Path

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face import ExportProgress, ExportStep

from ..i18n import mark
from ..visit import Visit
from ..wording import size
from .dialog import Dialog
from .export_dialog import STEPS
from .progress_bar import ProgressBar
from .several import Several
from .text_field import TextField
from .touch import Sign, TouchButton, Words

MARKS = (
    mark("The microphone hears nothing"),
    mark("No text comes, or the wrong text"),
    mark("The screen does not answer"),
    mark("A stick is not taken"),
    mark("The box restarts by itself"),
)
"""What can be ticked; whoever helps reads them in English."""

LONGEST_NOTE = 2000


class SupportDialog:
    """Done is said only when every file was read back."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._dialog = Dialog()
        self._volumes: object = None
        self._task: asyncio.Task[None] | None = None
        self._is_choosing = False
        self._marked: tuple[str, ...] = ()
        visit.watch(self._sticks_changed, every_s=0.5)

    def open(self) -> None:
        """Open it at the questions."""
        self._ask()
        self._dialog.open()

    def _ask(self) -> None:
        _ = self._visit.language
        self._is_choosing = True
        with self._dialog.filled("stick", _("Support bundle")):
            Words(_("Logs, state and settings for whoever helps. No audio, no text, no names."))
            Several(
                _("What is wrong?"),
                {each: _(each) for each in MARKS},
                self._marked,
                self._mark,
                least=0,
            )
            self._note = TextField(
                _("What did you do, and what happened?"), lines=3, longest=LONGEST_NOTE
            )
            self._choices = ui.element("div").classes("choices")
            self._show_sticks()
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._close)

    def _mark(self, marked: tuple[str, ...]) -> None:
        self._marked = marked

    def _sticks_changed(self) -> None:
        if self._is_choosing and self._visit.station.volumes() != self._volumes:
            self._show_sticks()

    def _show_sticks(self) -> None:
        _ = self._visit.language
        volumes = self._volumes = self._visit.station.volumes()
        self._choices.clear()
        with self._choices:
            if not volumes:
                Words(_("Plug a USB stick in. It appears here by itself."), classes="what")
            for volume in volumes:
                button = ui.element("button").classes("tap choice").props("type=button")
                button.on("click", partial(self._begin, Path(volume.mount_point)), [])
                with button:
                    Sign("stick")
                    with ui.element("span"):
                        label = volume.label or volume.mount_point
                        Words(_("Write to {label}", label=label), classes="what")
                        free, total = size(volume.free_bytes), size(volume.total_bytes)
                        Words(_("{free} of {total} free", free=free, total=total))

    def _begin(self, target: Path) -> None:
        # The event's own task, so that a cancelled bundle ends where it stands.
        if self._task is None:
            writing = self._write(target, self._note.value, self._marked)
            self._task = asyncio.get_running_loop().create_task(writing)

    def _close(self) -> None:
        self._is_choosing = False
        self._dialog.close()

    def _cancel(self) -> None:
        if self._task is None:
            self._close()
        else:
            self._task.cancel()

    async def _write(self, target: Path, note: str, marks: Sequence[str]) -> None:
        _ = self._visit.language
        self._is_choosing = False
        with self._dialog.filled("stick", _("Writing the support bundle. Leave the stick in.")):
            bar = ProgressBar(_("Gathering what helps"))
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._cancel)
        try:
            steps = self._visit.station.doctor.support(target, note=note, marks=marks)
            async with aclosing(steps):
                async for progress in steps:
                    if not self._visit.is_over:
                        self._show(progress, bar)
        except ApplianceError as error:
            self._show_failure(error)
        except asyncio.CancelledError:
            self._close()
            raise
        finally:
            self._task = None

    def _show(self, progress: ExportProgress, bar: ProgressBar) -> None:
        _ = self._visit.language
        if progress.step is not ExportStep.DONE:
            done = progress.done_bytes / progress.total_bytes if progress.total_bytes else None
            bar.show(done, _(STEPS[progress.step]))
            return
        self._marked = ()
        heading = _("Verified. The stick is safe to remove.")
        if progress.eject_first:
            heading = _("Verified. Leave the stick in, it is still in use.")
        with self._dialog.filled("check", heading):
            if progress.eject_first:
                Words(_("Take it out when no other export writes to it any more."))
            Words(_("Every file was read back from the stick and is the same as here."))
            Words(_("Folder: {folder}", folder=progress.folder), classes="what")
            Words(_("Give the whole folder to whoever helps."))
            with self._dialog.actions():
                TouchButton(_("Done"), "check", self._close, classes="strong")

    def _show_failure(self, error: ApplianceError) -> None:
        _ = self._visit.language
        what, next_step = _.error(error)
        with self._dialog.filled("warning", _("No support bundle was written")):
            Words(what, classes="what")
            Words(next_step)
            with self._dialog.actions():
                TouchButton(_("Try again"), "again", self._ask, classes="strong")
                TouchButton(_("Close"), "close", self._close)
