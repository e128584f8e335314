"""Signed bundles of a stick: which one, how far it is, what it brought."""

from collections.abc import Callable, Sequence
from contextlib import aclosing
from functools import partial
from typing import Final

from nicegui import background_tasks, ui

from appliance.bundles.errors import ReplacingError
from appliance.domain.bundle import Replaced
from appliance.domain.stick_contents import StickFile
from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.station.face_sticks import BundleTaken

from ..endings import BundleIn
from ..i18n import mark
from ..news import Failed
from ..visit import Visit
from .dialog import Dialog
from .failure import Failure
from .former_packs import offer_former
from .progress_bar import ProgressBar
from .row import Row
from .stick_watch import StickWatch
from .touch import TouchButton, Words

NOT_TAKEN = mark("Not taken")
NOTHING: Final[frozenset[Replaced]] = frozenset()


class BundleDialog:
    """One bundle at a time; each is installed whole or not at all."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._dialog = Dialog()

    def open(self, identity: str, bundles: Sequence[StickFile]) -> None:
        """Open it at the choice of the bundle."""
        _ = self._visit.language
        with self._dialog.filled("decision", _("Signed bundles")):
            Words(_("Models and lists of words, signed by whoever made them"))
            with ui.element("div"):
                for bundle in bundles:
                    begin = partial(self._begin, identity, bundle.path)
                    Row(bundle.path, "", "decision", on_tap=begin)
            self._closing(_("Cancel"))
            self._dialog.open()
            StickWatch.closing(self._visit, identity, self._dialog)

    def _begin(self, identity: str, path: str, *, replacing: frozenset[Replaced] = NOTHING) -> None:
        _ = self._visit.language
        with self._dialog.filled("decision", path):
            bar = ProgressBar(_("Being brought in. Leave the stick in."))
            self._closing(_("Close"))
        taking = self._take(identity, path, bar, replacing, self._dialog.filling)
        # Goes on without its page: half a bundle is none. What became of it is told on another.
        background_tasks.create(taking, name="take a bundle")

    async def _take(
        self,
        identity: str,
        path: str,
        bar: ProgressBar,
        replacing: frozenset[Replaced],
        filling: int,
    ) -> None:
        sticks = self._visit.station.sticks

        async def deed(permit: Permit | None) -> BundleTaken | None:
            taken: BundleTaken | None = None
            steps = sticks.import_bundle(identity, path, replacing=replacing, permit=permit)
            async with aclosing(steps):
                async for progress in steps:
                    taken = progress.taken or taken
                    if progress.total_bytes and not bar.is_deleted:
                        bar.show(progress.done_bytes / progress.total_bytes)
            return taken

        # Whoever closed it, is at another bundle or left the page is told all the same.
        toast = self._visit.toast
        try:
            taken = await self._visit.guarded(deed)
        except ApplianceError as error:
            news = Failed(error=error, heading=NOT_TAKEN)
            toast.tell(news, in_sheet=self._is_watched(filling))
            if not self._is_watched(filling):
                return
            if isinstance(error, ReplacingError):
                consent = partial(self._begin, identity, path, replacing=replacing | {error.what})
                self._show_failure(error, on_consent=consent)
            else:
                self._show_failure(error, on_retry=partial(self._begin, identity, path))
            return
        if taken is None:
            return
        toast.tell(BundleIn(taken=taken), in_sheet=self._is_watched(filling))
        if self._is_watched(filling):
            self._show_taken(taken)
        offer_former(self._visit, taken.replaced_packs)  # last, over the news

    def _is_watched(self, filling: int) -> bool:
        """Whether somebody waits before the sheet, and for this bundle."""
        return not self._visit.is_over and self._dialog.is_open and filling == self._dialog.filling

    def _show_taken(self, taken: BundleTaken) -> None:
        _ = self._visit.language
        with self._dialog.filled("check", _("Taken into the box")):
            name, version = taken.name, taken.version
            Words(_("{name}, version {version}", name=name, version=version), classes="what")
            Words(_("Signed by {signer}", signer=taken.signer))
            with self._dialog.actions():
                if taken.uses:
                    TouchButton(_("Load the model"), "text", self._load)
                TouchButton(_("Done"), "check", self._dialog.close, classes="strong")

    async def _load(self) -> None:
        self._dialog.close()
        try:
            await self._visit.station.reload_recogniser()
        except ApplianceError as error:
            self._visit.toast.tell(Failed(error=error))

    def _show_failure(
        self,
        error: ApplianceError,
        *,
        on_retry: Callable[[], None] | None = None,
        on_consent: Callable[[], None] | None = None,
    ) -> None:
        _ = self._visit.language
        with self._dialog.filled("warning", _(NOT_TAKEN)):
            Failure(_, error, on_retry)
            with self._dialog.actions():
                if on_consent is not None:
                    TouchButton(_("Take it all the same"), "again", on_consent)
                classes = "" if on_retry else "strong"
                TouchButton(_("Close"), "close", self._dialog.close, classes=classes)

    def _closing(self, words: str) -> None:
        with self._dialog.actions():
            TouchButton(words, "close", self._dialog.close)
