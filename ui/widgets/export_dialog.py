"""From the box to a stick: choose, watch, take away."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face import ExportChoice, ExportProgress, ExportStep

from ..i18n import mark
from ..visit import Visit
from ..wording import size
from .dialog import Dialog
from .progress_bar import ProgressBar
from .touch import Sign, TouchButton, Words

STEPS: Mapping[ExportStep, str] = {
    ExportStep.CHECKING: mark("Checking the stick"),
    ExportStep.WRITING: mark("Writing"),
    ExportStep.FLUSHING: mark("Waiting until the stick has everything"),
    ExportStep.VERIFYING: mark("Reading back and comparing"),
}


class ExportDialog:
    """A dialog that stays until the person is through. Done is said only when it is verified."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._which: Sequence[str] | ExportChoice = ()
        self._volumes: object = None
        self._task: asyncio.Task[None] | None = None
        self._redraw_progress: Callable[[ExportProgress], None] | None = None
        self._step: ExportStep | None = None
        self._dialog = Dialog()
        visit.watch(self._sticks_changed, every_s=0.5)

    def open(self, which: Sequence[str] | ExportChoice) -> None:
        """Open it at the choice of the stick; ``which`` are ids, or all, or what is new."""
        self._which = which
        self._choose()
        self._dialog.open()

    def _sticks_changed(self) -> None:
        is_choosing = self._dialog.is_open and self._task is None and self._step is None
        if is_choosing and self._visit.station.volumes() != self._volumes:
            self._choose()

    def _choose(self) -> None:
        _ = self._visit.language
        volumes = self._volumes = self._visit.station.volumes()
        self._step = None
        with self._dialog.filled("stick", _("Export to a stick")):
            if not volumes:
                Words(_("Plug a USB stick in. It appears here by itself."))
                for reason in self._unusable():
                    Words(reason, classes="quiet")
            else:
                Words(_("Which stick?"))
                with ui.element("div").classes("choices"):
                    for volume in volumes:
                        self._choice(volume)
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)

    def _choice(self, volume: Any) -> None:
        _ = self._visit.language
        choose = partial(self._begin, Path(volume.mount_point))
        with (
            ui.element("button").classes("tap choice").props("type=button").on("click", choose, [])
        ):
            Sign("stick")
            with ui.element("span"):
                Words(volume.label or volume.mount_point, classes="what")
                free, total = size(volume.free_bytes), size(volume.total_bytes)
                Words(_("{free} of {total} free", free=free, total=total))

    def _unusable(self) -> list[str]:
        _, hardware = self._visit.language, self._visit.station.snapshot().hardware
        volumes = hardware.volumes if hardware is not None else ()
        template = _("Stick {label} cannot be written: unlock its switch or take another.")
        return [template.format(label=volume.label) for volume in volumes if not volume.writable]

    def _begin(self, target: Path) -> None:
        # The event's own task, so that a cancelled export ends where it stands.
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._export(target))

    async def _export(self, target: Path) -> None:
        self._show_steps()
        try:
            async for progress in self._visit.station.export(self._which, target):
                if not self._visit.is_over:
                    self._show(progress)
        except ApplianceError as error:
            self._show_failure(error)
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
        self._rows: dict[ExportStep, tuple[ui.element, Sign]] = {}
        with self._dialog.filled("stick", _("Exporting. Leave the stick in.")):
            with ui.element("ul").classes("steps"):
                for step, name in STEPS.items():
                    with ui.element("li").classes("step") as row:
                        sign = Sign("later")
                        Words(_(name))
                    self._rows[step] = (row, sign)
            self._bar = ProgressBar(_(STEPS[ExportStep.CHECKING]), 0.0)
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._cancel)

    def _show(self, progress: ExportProgress) -> None:
        if progress.step is ExportStep.DONE:
            self._show_done(progress)
            return
        if progress.step is not self._step:
            self._step = progress.step
            order = list(STEPS)
            for step, (row, sign) in self._rows.items():
                is_past = order.index(step) < order.index(progress.step)
                is_now = step is progress.step
                sign.show("check" if is_past else "wait" if is_now else "later")
                row.classes(replace=f"step {'past' if is_past else 'now' if is_now else ''}")
        done = progress.done_bytes / progress.total_bytes if progress.total_bytes else 0.0
        self._bar.show(done, progress.file or self._visit.language(STEPS[progress.step]))

    def _show_done(self, progress: ExportProgress) -> None:
        _ = self._visit.language
        self._step = ExportStep.DONE
        heading = _("Verified. The stick is safe to remove.")
        if progress.eject_first:
            heading = _("Verified. Leave the stick in, it is still in use.")
        with self._dialog.filled("check", heading):
            if progress.eject_first:
                Words(_("Take it out when no other export writes to it any more."))
            Words(_("Every file was read back from the stick and is the same as here."))
            Words(_("Folder: {folder}", folder=progress.folder), classes="what")
            with ui.element("ul").classes("files"):
                for file in progress.files:
                    with ui.element("li"):
                        Words(file)
            with self._dialog.actions():
                TouchButton(_("Done"), "check", self._dialog.close, classes="strong")

    def _show_failure(self, error: ApplianceError) -> None:
        _ = self._visit.language
        self._step = ExportStep.DONE
        what, next_step = _.error(error)
        with self._dialog.filled("warning", _("Not exported")):
            Words(what, classes="what")
            Words(next_step)
            Words(_("The recording on the box is unharmed."), classes="quiet")
            with self._dialog.actions():
                TouchButton(_("Try again"), "stick", self._choose, classes="strong")
                TouchButton(_("Close"), "close", self._dialog.close)
