"""One stick: what it is, what can be taken away on it and what can be brought in from it."""

from collections.abc import Callable
from functools import partial

from nicegui import background_tasks, ui

from appliance.domain.stick_contents import StickContents
from appliance.errors import ApplianceError
from appliance.station.face import ExportChoice, Volume
from appliance.station.face_sticks import PackOutcome

from ..endings import PacksIn
from ..file_words import CUT_SHORT, outcome_words, refusal_words
from ..news import Failed
from ..page_work import PageWork
from ..place import Place
from ..stick_words import audio_words, bundle_words, pack_list_words
from ..visit import Visit
from ..wording import stick_name
from .bundle_dialog import BundleDialog
from .busy import Busy
from .dialog import Dialog
from .failure import Failure
from .former_packs import offer_former
from .row import Row
from .stick_choices import read_only_row, room_on
from .stick_watch import StickWatch
from .touch import Sign, TouchButton, Words


class StickCard(ui.element):
    """``on_export(which)``, ``on_import()`` and ``on_eject()`` hear what somebody wants.

    The sheets are the page's: they outlive a stick that is pulled out, and are there once.
    """

    def __init__(
        self,
        visit: Visit,
        stick: Volume,
        *,
        dialog: Dialog,
        bundle_dialog: BundleDialog,
        on_export: Callable[[ExportChoice], None],
        on_import: Callable[[], None],
        on_eject: Callable[[], None],
    ) -> None:
        super().__init__("section")
        self._visit = visit
        self._identity = stick.identity
        self._on_import = on_import
        _ = visit.language
        self._dialog = dialog
        self._bundle_dialog = bundle_dialog
        self._looking = PageWork()
        self.classes("stick-card")
        with self:
            with ui.element("div").classes("stick-head"):
                self._sign = Sign("stick")
                with ui.element("div").classes("words"):
                    with ui.element("h2"):
                        Words(stick_name(stick, _), classes="what")
                    self._room = Words()
                TouchButton(_("Remove the stick"), "eject", on_eject)
            with ui.element("div").classes("stick-halves"):
                with ui.element("div").classes("stick-half"):
                    self._build_export(stick, on_export)
                with ui.element("div").classes("stick-half"):
                    with ui.element("h3"):
                        Words(_("From the stick into the box"), classes="label")
                    self._found = ui.element("div").classes("stick-found")
        self.show(stick)
        self._look()

    def show(self, stick: Volume) -> None:
        """Show how much room there is by now, or that it is to stay in."""
        _, in_use = self._visit.language, self._visit.station.sticks.in_use()
        is_used = self._identity in in_use
        self._sign.show("wait" if is_used else "stick")
        self._room.set_text(_("In use. Leave it in.") if is_used else room_on(stick, _))

    def delete(self) -> None:
        """Take it away, and look no more at its stick."""
        self._looking.end()
        super().delete()

    def _build_export(self, stick: Volume, on_export: Callable[[ExportChoice], None]) -> None:
        _ = self._visit.language
        with ui.element("h3"):
            Words(_("From the box onto the stick"), classes="label")
        if not stick.writable:
            read_only_row(_)
            return
        Row(
            _("What is new"),
            _("All with text that was not exported before"),
            "export",
            on_tap=lambda: on_export(ExportChoice.NEW),
        )
        Row(
            _("All recordings"),
            _("What is on the stick already is not written twice"),
            "list",
            on_tap=lambda: on_export(ExportChoice.ALL),
        )
        Row(_("Choose in the history"), "", "checked", href=Place.HISTORY)

    def _look(self) -> None:
        _ = self._visit.language
        self._found.clear()
        with self._found:
            Busy(_("Looking at the stick"))
        self._looking.begin(self._looked(), name="look at a stick")

    async def _looked(self) -> None:
        try:
            found = await self._visit.station.sticks.contents(self._identity)
        except ApplianceError as error:
            if not self.is_deleted:
                self._found.clear()
                with self._found:
                    Failure(self._visit.language, error, self._look)
            return
        if not self.is_deleted:
            self._found.clear()
            with self._found:
                self._show_found(found)

    def _show_found(self, found: StickContents) -> None:
        _ = self._visit.language
        if found.audio:
            Row(*audio_words(found, _), "wave", on_tap=self._on_import)
        if found.lexicons:
            what = pack_list_words(found, _)
            Row(what, _("Names and terms to be recognised"), "text", on_tap=self._import_packs)
        if found.bundles:
            what = bundle_words(found, _)
            open_ = partial(self._bundle_dialog.open, self._identity, found.bundles)
            Row(what, _("Models and lists of words"), "decision", on_tap=open_)
        if found.models:
            count = len(found.models)
            what = _.plural("{count} recogniser", "{count} recognisers", count)
            Row(
                what,
                _("It is not signed. Ask the administrator for a signed bundle."),
                "microphone",
            )
        if not (found.audio or found.lexicons or found.models or found.bundles):
            Row(_("Nothing to bring in"), _("Sound files and lists of words appear here."), "later")
        if found.refused_count:
            count = found.refused_count
            what = _.plural("{count} cannot be taken", "{count} cannot be taken", count)
            Row(what, _("Why?"), "warning", on_tap=lambda: self._explain(found))
        if found.exported_count:
            count = found.exported_count
            Words(
                _.plural(
                    "{count} sound file of an export of this box is left out.",
                    "{count} sound files of exports of this box are left out.",
                    count,
                ),
                classes="quiet",
            )
        if found.cut_short is not None:
            Words(_(CUT_SHORT[found.cut_short]), classes="what")

    def _explain(self, found: StickContents) -> None:
        _ = self._visit.language
        with self._dialog.filled("warning", _("What cannot be taken")):
            with ui.element("div"):
                for entry in found.refused:
                    Row(entry.path, refusal_words(entry.refusal, "", _), "warning")
            if found.refused_count > len(found.refused):
                more = found.refused_count - len(found.refused)
                Words(_.plural("and {count} more", "and {count} more", more))
            with self._dialog.actions():
                TouchButton(_("Close"), "check", self._dialog.close, classes="strong")
            self._dialog.open()
            StickWatch.closing(self._visit, self._identity, self._dialog)

    def _import_packs(self, *, replace: bool = False, paths: tuple[str, ...] | None = None) -> None:
        _ = self._visit.language
        with self._dialog.filled("text", _("Lists of words")):
            Busy(_("Being brought in. Leave the stick in."))
            Words(_("This goes on if you leave the page."), classes="quiet")
            with self._dialog.actions():
                TouchButton(_("Close"), "close", self._dialog.close)
        self._dialog.open()
        importing = self._packs(self._dialog.filling, replace=replace, paths=paths)
        # Goes on without its page, as the sheet says; what became of it is told on another.
        background_tasks.create(importing, name="import lists of words")

    async def _packs(self, filling: int, *, replace: bool, paths: tuple[str, ...] | None) -> None:
        sticks, toast = self._visit.station.sticks, self._visit.toast
        try:
            outcomes = await self._visit.guarded(
                lambda permit: sticks.import_lexicons(
                    self._identity, paths, replace=replace, permit=permit
                )
            )
        except ApplianceError as error:
            self._dialog.close_filling(filling)
            toast.tell(Failed(error=error))
            return
        # Whoever closed it, is at something else or left the page is told all the same.
        is_watched = (
            not self._visit.is_over and self._dialog.is_open and filling == self._dialog.filling
        )
        toast.tell(PacksIn(outcomes=outcomes), in_sheet=is_watched)
        if is_watched:
            self._show_packs(outcomes, is_over=replace)
        if replace:  # last, over the news
            offer_former(self._visit, [one.name for one in outcomes if one.is_new])

    def _show_packs(self, outcomes: tuple[PackOutcome, ...], *, is_over: bool) -> None:
        """Tell what became of each; what went well at the end is told by the toast alone."""
        _ = self._visit.language
        if is_over and all(one.refusal is None for one in outcomes):
            self._dialog.close()
            return
        others = tuple(one.path for one in outcomes if one.refusal == "other-pack")
        with self._dialog.filled("text", _("Lists of words")):
            with ui.element("div"):
                for one in outcomes:
                    sign = "check" if one.refusal is None else "warning"
                    Row(one.name or one.path, outcome_words(one, _), sign)
            with self._dialog.actions():
                if others:
                    take = TouchButton(
                        _("Take those of the stick"),
                        "again",
                        lambda: self._import_packs(replace=True, paths=others),
                    )
                    StickWatch(
                        self._visit,
                        self._identity,
                        lambda stick: take.enable(enabled=stick is not None),
                    )
                TouchButton(_("Done"), "check", self._dialog.close, classes="strong")
