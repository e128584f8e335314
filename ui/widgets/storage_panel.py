"""How long the disk lasts, what is deleted by itself, and the trash."""

import asyncio
from itertools import islice

from nicegui import background_tasks, ui

from appliance.domain.retention import Fate
from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.station.face_shelf import RetentionTold, RoomTold

from ..offers import UNDO_S
from ..retention_words import fate_words, rules_words, title_words
from ..visit import Visit
from ..wording import room, size
from .row import Row
from .touch import TouchButton, Words

MOST_LINES = 30
"""Of what is deleted next; nobody reads more of it."""


class StoragePanel(ui.element):
    """The dry run explains itself: what goes, when and why."""

    def __init__(self, visit: Visit, told: RoomTold, plan: RetentionTold) -> None:
        super().__init__("section")
        self._visit = visit
        self._plan = plan
        self._is_emptying = False
        self.classes("setting-card")
        _ = visit.language
        with self:
            free = _("{size} free", size=size(told.free_bytes))
            Row(_("Room for {room}", room=room(told.recordable_s, _)), free, "disk")
            self._build_plan()
            self._build_trash()

    def _build_plan(self) -> None:
        _, plan = self._visit.language, self._plan
        Words(_("What is deleted by itself"), classes="label")
        Words(rules_words(plan.rules, _), classes="hint")
        if not plan.clock_trusted:
            Row(_("Nothing is deleted for its age now: the clock is not certain."), "", "clock")
        if plan.short_bytes:
            short = size(plan.short_bytes)
            words = _("{size} are missing that no rule can make free.", size=short)
            Row(words, _("Export recordings to a stick and delete them here."), "warning")
        going = sorted(
            (line for line in plan.lines if line.prospect.in_s is not None),
            key=lambda line: line.prospect.in_s or 0.0,
        )
        leaving = [line for line in going if line.prospect.fate is not Fate.STAYS]
        for line in islice(leaving, MOST_LINES):
            detail = f"{fate_words(line.prospect, _)} · {size(line.prospect.size_bytes)}"
            Row(title_words(line, _), detail, "trash" if line.trashed else "clock")
        more = len(leaving) - MOST_LINES
        if more > 0:
            Words(_.plural("and {count} more", "and {count} more", more), classes="quiet")
        staying = len(plan.lines) - len(leaving)
        if plan.lines:
            words = _.plural("{count} recording stays", "{count} recordings stay", staying)
            Words(words, classes="quiet")

    def _build_trash(self) -> None:
        _ = self._visit.language
        trashed = [line for line in self._plan.lines if line.trashed]
        total = size(sum(line.prospect.size_bytes for line in trashed))
        words = _.plural("{count} in the trash", "{count} in the trash", len(trashed))
        self._trash = Row(words, total if trashed else "", "trash")
        if trashed:
            self._ids = [line.prospect.id for line in trashed]
            with self._trash.end:
                self._empty_button = TouchButton(_("Empty the trash"), "trash", self._empty)

    async def _empty(self) -> None:
        """Nothing is removed before the time to undo it is over."""
        _, visit = self._visit.language, self._visit
        if not await visit.lock.unlock() or self._is_emptying:
            return
        # A second tap would begin it twice, of which only one could be undone.
        self._is_emptying = True
        self._empty_button.enable(enabled=False)
        kept = asyncio.Event()

        async def undo() -> None:
            kept.set()

        background_tasks.create(self._emptied(kept, self._ids), name="empty the trash")
        visit.toast.done(_("The trash is being emptied."), undo)

    async def _emptied(self, kept: asyncio.Event, ids: list[str]) -> None:
        permit = self._visit.lock.permit
        try:
            async with asyncio.timeout(UNDO_S):
                await kept.wait()
        except TimeoutError:
            await self._remove(ids, permit)
        finally:
            self._is_emptying = False
            if not self.is_deleted and not self._empty_button.is_deleted:
                self._empty_button.enable()

    async def _remove(self, ids: list[str], permit: Permit | None) -> None:
        _, visit = self._visit.language, self._visit
        try:
            told = await visit.station.shelf.empty_trash(ids, permit)
        except ApplianceError as error:
            visit.toast.failed(error)
            return
        visit.toast.done(
            _.plural("{count} removed for good", "{count} removed for good", len(told.removed))
        )
        if not self.is_deleted:
            left = len(told.kept)
            self._trash.what.set_text(
                _.plural("{count} in the trash", "{count} in the trash", left)
            )
            self._trash.detail.set_text("")
            self._trash.end.clear()
