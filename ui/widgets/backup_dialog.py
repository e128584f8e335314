"""A backup of the library: choose the stick, watch, take away."""

import asyncio
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Any

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.errors import LockedError
from appliance.station.face import ExportProgress, ExportStep

from ..visit import Visit
from ..wording import size
from .dialog import Dialog
from .eject_dialog import EjectDialog
from .export_dialog import STEPS
from .progress_bar import ProgressBar
from .touch import Sign, TouchButton, Words


class BackupDialog:
    """Done is said only when every file was read back."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._eject = EjectDialog(visit)
        self._dialog = Dialog()
        self._volumes: object = None
        self._stick: Any = None
        self._task: asyncio.Task[None] | None = None
        self._is_choosing = False
        visit.watch(self._sticks_changed, every_s=0.5)

    async def open(self) -> None:
        """Open it at the choice of the stick; in kiosk mode the PIN comes first."""
        if self._visit.lock.hides and not await self._visit.lock.unlock():
            return
        self._choose()
        self._dialog.open()

    def _sticks_changed(self) -> None:
        if self._is_choosing and self._visit.station.volumes() != self._volumes:
            self._choose()

    def _choose(self) -> None:
        _ = self._visit.language
        self._is_choosing = True
        volumes = self._volumes = self._visit.station.volumes()
        with self._dialog.filled("stick", _("Backup of the library")):
            if volumes:
                Words(_("To which stick?"))
            else:
                Words(_("Plug a USB stick in. It appears here by itself."))
            with ui.element("div").classes("choices"):
                for volume in volumes:
                    self._choice(volume)
            if self._visit.station.export_recipient:
                Words(_("Encrypted"), classes="what")
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._close)

    def _choice(self, volume: Any) -> None:
        _ = self._visit.language
        button = ui.element("button").classes("tap choice").props("type=button")
        button.on("click", partial(self._begin, volume), [])
        with button:
            Sign("stick")
            with ui.element("span"):
                Words(volume.label or volume.mount_point, classes="what")
                free, total = size(volume.free_bytes), size(volume.total_bytes)
                Words(_("{free} of {total} free", free=free, total=total))

    def _begin(self, volume: Any) -> None:
        # A task of its own, so that a cancelled backup ends where it stands.
        if self._task is None:
            self._stick = volume
            writing = self._write(Path(volume.mount_point))
            self._task = asyncio.get_running_loop().create_task(writing)

    def _close(self) -> None:
        self._is_choosing = False
        self._dialog.close()

    def _cancel(self) -> None:
        if self._task is None:
            self._close()
        else:
            self._task.cancel()

    async def _write(self, target: Path) -> None:
        _ = self._visit.language
        self._is_choosing = False
        with self._dialog.filled("stick", _("Writing the backup. Leave the stick in.")):
            bar = ProgressBar(_("Copying the library"))
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._cancel)
        try:
            steps = self._visit.station.backup.write(target, self._visit.lock.permit)
            async with aclosing(steps):
                async for progress in steps:
                    if not self._visit.is_over:
                        self._show(progress, bar)
        except LockedError as error:
            self._visit.lock.look()
            self._show_failure(error)
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
            is_copying = progress.step is ExportStep.CHECKING and not progress.file
            words = _("Copying the library") if is_copying else _(STEPS[progress.step])
            done = progress.done_bytes / progress.total_bytes if progress.total_bytes else None
            bar.show(done, words)
            return
        heading = _("Verified. The stick is safe to remove.")
        if progress.eject_first:
            heading = _("Verified. Leave the stick in, it is still in use.")
        with self._dialog.filled("check", heading):
            if progress.eject_first:
                Words(_("Take it out when no other export writes to it any more."))
            Words(_("Every file was read back from the stick and is the same as here."))
            Words(_("Folder: {folder}", folder=progress.folder), classes="what")
            with self._dialog.actions():
                TouchButton(_("Remove the stick"), "eject", self._let_go)
                TouchButton(_("Done"), "check", self._close, classes="strong")

    def _let_go(self) -> None:
        self._close()
        stick = self._stick
        self._eject.open(stick.identity, stick.label, stick.mount_point)

    def _show_failure(self, error: ApplianceError) -> None:
        _ = self._visit.language
        what, next_step = _.error(error)
        with self._dialog.filled("warning", _("No backup was written")):
            Words(what, classes="what")
            Words(next_step)
            with self._dialog.actions():
                TouchButton(_("Try again"), "again", self._choose, classes="strong")
                TouchButton(_("Close"), "close", self._close)
