"""The history: found as one types, filtered, chosen, taken away, deleted and brought back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from nicegui import ui

from appliance.domain.labels import MOST_TAGS, tidy_tags
from appliance.errors import ApplianceError

from ..found_rows import FoundRows
from ..frame import frame
from ..i18n import mark
from ..label_changes import LabelChanges
from ..place import Place
from ..spoken_languages import spoken_languages
from ..visit import Visit
from ..wanted import LONGEST, Wanted
from ..widgets.export_dialog import ExportDialog
from ..widgets.filter_dialog import FilterDialog
from ..widgets.history_list import HistoryList, Rows
from ..widgets.nothing import Nothing
from ..widgets.tag_dialog import TagDialog
from ..widgets.text_field import TextField
from ..widgets.touch import TouchButton, Words
from ..widgets.trash_button import TrashButton

REFRESH_S = 1.0
PAGE = 500
"""Ids read at once where all are chosen."""


def history_page(visit: Visit, wanted: Wanted, *, row: float = 0.0) -> None:
    """Build the page: what is wanted, from a row on."""
    with frame(visit, Place.HISTORY):
        _HistoryPage(visit, wanted, row)


class _HistoryPage:
    def __init__(self, visit: Visit, wanted: Wanted, row: float) -> None:
        self._visit = visit
        self._wanted = wanted
        self._rows = FoundRows()
        self._chosen: list[str] | None = None
        self._revision: int | None = None
        _ = visit.language
        self._filter_dialog = FilterDialog(_, self._want)
        self._tag_dialog = TagDialog(_, self._tag)
        self._export = ExportDialog(visit)
        with ui.element("div").classes("history"):
            with ui.element("div").classes("history-head"):
                TextField(
                    "",
                    self._search,
                    value=wanted.text,
                    placeholder=_("Search in all text"),
                    sign="search",
                    longest=LONGEST,
                )
                self._filter_button = TouchButton("", "filter", self._open_filter)
                self._trash_button = TrashButton(_, visit.station.search, self._toggle_trash)
                self._select_button = TouchButton(_("Select"), "checked", self._toggle_select)
            with ui.element("div").classes("history-body"):
                self._list = HistoryList(_, self._read, first_row=row, text=wanted.text)
                self._nothing = ui.element("div").classes("history-nothing")
            self._build_bar()
        self._nothing.set_visibility(False)
        self._draw_filter()
        visit.watch(self._changed, every_s=REFRESH_S)

    def _build_bar(self) -> None:
        """Build what can be done to the chosen ones; another set in the trash."""
        _ = self._visit.language
        with ui.element("div").classes("history-bar") as self._bar:
            self._count = Words(classes="count")
            TouchButton(_("All"), "checked", self._choose_all)
            with ui.element("div").classes("deeds") as self._kept_deeds:
                tag = TouchButton(_("Tag"), "tag", self._open_tags)
                hold = TouchButton(_("Never delete"), "lock", self._hold)
                self._delete_button = TouchButton(_("Delete"), "trash", self._delete)
                self._visit.lock.watch(self._draw_delete)
                export = TouchButton(_("Export"), "export", self._export_chosen, classes="strong")
            with ui.element("div").classes("deeds") as self._trash_deeds:
                back = TouchButton(_("Bring back"), "undo", self._restore, classes="strong")
        self._deeds = (tag, hold, self._delete_button, export, back)
        self._list.on("choose", lambda event: self._choose(str(event.args)))
        self._bar.set_visibility(False)

    async def _read(self, start: int, count: int) -> Rows | None:
        """Read rows that come into sight; None if they cannot be had, and somebody was told."""
        only, rows = self._wanted.filter(datetime.now().astimezone().date()), self._rows
        try:
            page = await self._visit.station.search.find(
                self._wanted.text,
                only,
                limit=count,
                offset=rows.offset(start),
                order=self._wanted.order,
            )
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return None
        rows.read(start, len(page.found), page.next_offset)
        total = page.candidates
        if page.next_offset is None:
            # The index may have named a few that do not hold a phrase; and a list that is come
            # back to may have become shorter than the place in it.
            total = min(total, start + len(page.found))
        self._tell_nothing(total)
        return page.found, total

    def _tell_nothing(self, total: int) -> None:
        if self._visit.is_over:
            return
        _, is_empty = self._visit.language, total == 0
        if is_empty:
            self._nothing.clear()
            with self._nothing:
                if self._wanted.text or self._wanted.conditions:
                    Nothing("search", _("Nothing found"), _("Try fewer letters or conditions."))
                else:
                    Nothing(
                        "list",
                        _("No recordings yet"),
                        _("Tap Record, then Start. What was said appears here."),
                    )
        self._nothing.set_visibility(is_empty)

    def _changed(self) -> None:
        capture = self._visit.station.snapshot().capture
        is_growing = capture is not None and capture.recording_id is not None
        revision = self._visit.station.search.revision()
        # The level of the microphone is no reason to read the library again.
        if revision != self._revision:
            self._trash_button.count()
        if is_growing or revision != self._revision:
            self._revision = revision
            self._list.renew()

    def _search(self, text: str) -> None:
        self._want(replace(self._wanted, text=text.strip()))

    def _want(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._rows = FoundRows()
        self._draw_filter()
        # What is no longer in the list must not stay chosen: nobody would see what is deleted.
        self._show_chosen([] if self._chosen is not None else None)
        self._list.restart(wanted.parameters)

    def _draw_filter(self) -> None:
        _, count = self._visit.language, self._wanted.conditions
        words = _("Filter and sort ({count})", count=count) if count else _("Filter and sort")
        self._filter_button.words.set_text(words)
        self._trash_button.show(is_inside=self._wanted.trashed)

    def _toggle_trash(self) -> None:
        self._want(replace(self._wanted, trashed=not self._wanted.trashed))

    async def _open_filter(self) -> None:
        try:
            search = self._visit.station.search
            tags = [tag for tag, _count in await search.tags()]
            heard = await search.languages()
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return
        if not self._visit.is_over:
            snapshot = self._visit.station.snapshot()
            languages = spoken_languages(snapshot, self._visit.language, heard)
            self._filter_dialog.open(self._wanted, tags, languages, heard)

    def _toggle_select(self) -> None:
        self._show_chosen([] if self._chosen is None else None)

    def _choose(self, recording_id: str) -> None:
        if self._chosen is not None:
            chosen = [each for each in self._chosen if each != recording_id]
            self._show_chosen(
                chosen if len(chosen) < len(self._chosen) else [*chosen, recording_id]
            )

    async def _choose_all(self) -> None:
        only = self._wanted.filter(datetime.now().astimezone().date())
        ids: list[str] = []
        offset: int | None = 0
        try:
            while offset is not None:
                page = await self._visit.station.search.find(
                    self._wanted.text, only, limit=PAGE, offset=offset, order=self._wanted.order
                )
                ids += [one.summary.id for one in page.found if not one.summary.running]
                offset = page.next_offset
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return
        if self._chosen is not None:
            self._show_chosen(ids)

    def _show_chosen(self, chosen: list[str] | None) -> None:
        _ = self._visit.language
        self._chosen = chosen
        self._list.select(chosen)
        self._bar.set_visibility(chosen is not None)
        self._kept_deeds.set_visibility(not self._wanted.trashed)
        self._trash_deeds.set_visibility(self._wanted.trashed)
        count = len(chosen or ())
        self._count.set_text(
            _.plural("{count} chosen", "{count} chosen", count) if count else _("Tap recordings")
        )
        for deed in self._deeds:
            deed.enable(enabled=count > 0)
        self._select_button.words.set_text(_("Select") if chosen is None else _("Done"))

    def _export_chosen(self) -> None:
        if self._chosen:
            self._export.open(tuple(self._chosen))

    def _draw_delete(self) -> None:
        self._delete_button.set_visibility(not self._visit.lock.hides)

    async def _open_tags(self) -> None:
        if not self._chosen:
            return
        try:
            in_use = await self._visit.station.search.tags()
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return
        if not self._visit.is_over:
            self._tag_dialog.open([tag for tag, _count in in_use])

    async def _tag(self, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        wanted = {tag.casefold() for tag in tidy_tags(add)}
        changes = LabelChanges(self._visit.station.shelf)
        full: list[str] = []

        async def deed(recording_id: str) -> None:
            kept = await changes.tag(recording_id, add, remove)
            if wanted - {tag.casefold() for tag in kept.tags}:
                full.append(kept.title or recording_id)

        try:
            await self._each(deed)
        finally:
            _, count = self._visit.language, changes.count
            self._offer_undo(
                changes,
                _.plural(
                    "The tags of {count} recording are changed.",
                    "The tags of {count} recordings are changed.",
                    count,
                ),
            )
        if full:
            what, hint = mark("{title} has {most} tags already."), mark("Take some away first.")
            raise ApplianceError(what, hint=hint, title=full[0], most=MOST_TAGS)

    async def _hold(self) -> None:
        _, changes = self._visit.language, LabelChanges(self._visit.station.shelf)
        try:
            await self._each(changes.hold)
        except ApplianceError as error:
            self._visit.toast.failed(error)
        else:
            if self._chosen and not changes.count:
                self._visit.toast.done(_("These are never deleted now."))
        self._offer_undo(
            changes,
            _.plural(
                "{count} recording is never deleted now.",
                "{count} recordings are never deleted now.",
                changes.count,
            ),
        )

    async def _each(self, deed: Callable[[str], Awaitable[object]]) -> None:
        """Do it to the chosen ones, one after the other, and say how far it is."""
        _, chosen = self._visit.language, tuple(self._chosen or ())
        try:
            for number, recording_id in enumerate(chosen):
                if not self._visit.is_over and number:
                    told = _("{done} of {count} done", done=number, count=len(chosen))
                    self._count.set_text(told)
                await deed(recording_id)
        finally:
            if not self._visit.is_over:
                self._show_chosen(self._chosen)
                self._list.renew()

    def _offer_undo(self, changes: LabelChanges, words: str) -> None:
        if changes.count:
            self._visit.toast.done(words, undo=lambda: self._visit.guarded(changes.undo))

    async def _delete(self) -> None:
        _, shelf, chosen = self._visit.language, self._visit.station.shelf, self._chosen
        if chosen and await self._done(
            self._visit.guarded(lambda permit: shelf.delete(chosen, permit))
        ):

            async def undo() -> None:
                await shelf.restore(chosen)

            self._show_chosen([])
            words = _.plural("{count} deleted", "{count} deleted", len(chosen))
            self._visit.toast.done(words, undo=undo)

    async def _restore(self) -> None:
        _, shelf, chosen = self._visit.language, self._visit.station.shelf, self._chosen
        if chosen and await self._done(shelf.restore(chosen)):
            self._show_chosen([])
            self._visit.toast.done(_("Brought back."))

    async def _done(self, work: Awaitable[object]) -> bool:
        try:
            await work
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return False
        finally:
            self._list.renew()
        return True
