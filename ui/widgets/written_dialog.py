"""Something of the box is written to a stick: choose the stick, watch, take away."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import ClassVar

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.errors import LockedError
from appliance.station.face import ExportProgress, ExportStep, Volume

from ..visit import Visit
from ..wording import stick_name
from .choice_button import ChoiceButton, places, room_on
from .dialog import Dialog
from .eject_dialog import EjectDialog
from .export_dialog import STEPS
from .progress_bar import ProgressBar
from .touch import TouchButton, Words
from .verified import verified


class WrittenDialog(ABC):
    """Done is said only when every file was read back."""

    heading: ClassVar[str]
    gathering: ClassVar[str]
    """What is done before the first file is written."""

    writing: ClassVar[str]
    failed: ClassVar[str]
    advice: ClassVar[str] = ""
    """What to do with it once it is written."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._eject = EjectDialog(visit)
        self._dialog = Dialog()
        self._places: object = None
        self._sticks: list[ChoiceButton] = []
        self._task: asyncio.Task[None] | None = None
        self._is_choosing = False
        visit.watch(self._sticks_changed, every_s=0.5)

    async def open(self) -> None:
        """Open it at the choice of the stick; in kiosk mode the PIN comes first."""
        if not self._visit.lock.hides or await self._visit.lock.unlock():
            self._choose()
            self._dialog.open()

    @abstractmethod
    def _ask(self) -> None:
        """Build what stands above the sticks."""

    @abstractmethod
    def _steps(self, target: Path) -> AsyncGenerator[ExportProgress, None]:
        """Write to a stick that is mounted at ``target``."""

    def _choose(self) -> None:
        _ = self._visit.language
        self._is_choosing = True
        with self._dialog.filled("stick", _(self.heading)):
            self._ask()
            self._choices = ui.element("div").classes("choices")
            self._show_sticks()
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._close)

    def _sticks_changed(self) -> None:
        if not self._is_choosing:
            return
        volumes = self._visit.station.volumes()
        if places(volumes) != self._places:
            self._show_sticks()
            return
        for button, volume in zip(self._sticks, volumes, strict=True):
            button.show(room_on(volume, self._visit.language))

    def _show_sticks(self) -> None:
        _ = self._visit.language
        volumes = self._visit.station.volumes()
        self._places, self._sticks = places(volumes), []
        self._choices.clear()
        with self._choices:
            if volumes:
                Words(_("To which stick?"))
            else:
                Words(_("Plug a USB stick in. It appears here by itself."))
            for volume in volumes:
                name, room = stick_name(volume), room_on(volume, _)
                button = ChoiceButton("stick", name, room, partial(self._begin, volume))
                self._sticks.append(button)

    def _begin(self, stick: Volume) -> None:
        # A task of its own, so that what is cancelled ends where it stands.
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._write(stick))

    def _close(self) -> None:
        self._is_choosing = False
        self._dialog.close()

    def _cancel(self) -> None:
        if self._task is None:
            self._close()
        else:
            self._task.cancel()

    async def _write(self, stick: Volume) -> None:
        _ = self._visit.language
        self._is_choosing = False
        with self._dialog.filled("stick", _(self.writing)):
            bar = ProgressBar(_(self.gathering))
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._cancel)
        try:
            async with aclosing(self._steps(Path(stick.mount_point))) as steps:
                async for progress in steps:
                    if self._visit.is_over:
                        continue
                    if progress.step is ExportStep.DONE:
                        self._show_done(progress, stick)
                    else:
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
        is_gathering = progress.step is ExportStep.CHECKING and not progress.file
        words = self.gathering if is_gathering else STEPS[progress.step]
        done = progress.done_bytes / progress.total_bytes if progress.total_bytes else None
        bar.show(done, self._visit.language(words))

    def _show_done(self, progress: ExportProgress, stick: Volume) -> None:
        _ = self._visit.language
        with verified(self._dialog, progress, _):
            Words(_("Folder: {folder}", folder=progress.folder), classes="what")
            if self.advice:
                Words(_(self.advice))
            with self._dialog.actions():
                TouchButton(_("Remove the stick"), "eject", partial(self._let_go, stick))
                TouchButton(_("Done"), "check", self._close, classes="strong")

    def _let_go(self, stick: Volume) -> None:
        self._close()
        self._eject.open(stick)

    def _show_failure(self, error: ApplianceError) -> None:
        _ = self._visit.language
        what, next_step = _.error(error)
        with self._dialog.filled("warning", _(self.failed)):
            Words(what, classes="what")
            Words(next_step)
            with self._dialog.actions():
                TouchButton(_("Try again"), "again", self._choose, classes="strong")
                TouchButton(_("Close"), "close", self._close)
