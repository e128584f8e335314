"""Something of the box is written to a stick: choose the stick, watch, take away."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import ClassVar

from appliance.errors import ApplianceError
from appliance.station.errors import LockedError
from appliance.station.face import ExportProgress, ExportStep, Volume

from ..endings import Written
from ..news import Failed, News
from ..visit import Visit
from .dialog import Dialog
from .eject_dialog import EjectDialog
from .export_dialog import STEPS
from .progress_bar import ProgressBar
from .stick_choices import StickChoices
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
        self._task: asyncio.Task[None] | None = None

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
        _, visit = self._visit.language, self._visit
        has_stick = bool(visit.station.volumes())

        def sticks() -> None:
            question = _("To which stick?")
            StickChoices(visit, visit.station.volumes, self._begin, question=question)

        with self._dialog.filled("stick", _(self.heading)):
            # Without one nothing can be written: that is said before anything is asked.
            if not has_stick:
                sticks()
            self._ask()
            if has_stick:
                sticks()
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)

    def _begin(self, stick: Volume) -> None:
        # A task of its own, so that what is cancelled ends where it stands.
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._write(stick))

    def _cancel(self) -> None:
        if self._task is None:
            self._dialog.close()
        else:
            self._task.cancel()

    async def _write(self, stick: Volume) -> None:
        _ = self._visit.language
        with self._dialog.filled("stick", _(self.writing)):
            bar = ProgressBar(_(self.gathering))
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._cancel)
        try:
            async with aclosing(self._steps(Path(stick.mount_point))) as steps:
                async for progress in steps:
                    is_over = self._visit.is_over
                    if progress.step is ExportStep.DONE:
                        if not is_over:
                            self._show_done(progress, stick)
                        news: News = Written(heading=self.heading, progress=progress)
                        self._visit.toast.tell(news, in_sheet=not is_over)
                    elif not is_over:
                        self._show(progress, bar)
        except ApplianceError as error:
            if isinstance(error, LockedError):
                self._visit.lock.look()
            if not self._visit.is_over:
                self._show_failure(error)
            news = Failed(error=error, heading=self.failed)
            self._visit.toast.tell(news, in_sheet=not self._visit.is_over)
        except asyncio.CancelledError:
            self._dialog.close()
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
                if progress.eject_first:
                    TouchButton(_("Remove the stick"), "eject", partial(self._let_go, stick))
                TouchButton(_("Done"), "check", self._dialog.close, classes="strong")

    def _let_go(self, stick: Volume) -> None:
        self._dialog.close()
        self._eject.open(stick)

    def _show_failure(self, error: ApplianceError) -> None:
        _ = self._visit.language
        what, next_step = _.error(error)
        with self._dialog.filled("warning", _(self.failed)):
            Words(what, classes="what")
            Words(next_step)
            with self._dialog.actions():
                TouchButton(_("Try again"), "again", self._choose, classes="strong")
                TouchButton(_("Close"), "close", self._dialog.close)
