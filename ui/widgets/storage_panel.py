"""How long the disk lasts, what is deleted by itself, and the trash."""

from itertools import islice

from nicegui import ui

from appliance.domain.retention import Fate
from appliance.errors import ApplianceError
from appliance.station.face_shelf import RetentionTold, RoomTold

from ..deletions import TrashEmptied
from ..page_work import PageWork
from ..retention_words import fate_words, rules_words, title_words
from ..visit import Visit
from ..wording import room, size
from .row import Row
from .touch import TouchButton, Words

MOST_LINES = 30
"""Of what is deleted next; nobody reads more of it."""

LOOK_S = 60.0
"""The sizes of all recordings are read for it."""

EMPTYING = "empty the trash"
"""The name of the deed, of which there is one at a time, whoever looks."""


class StoragePanel(ui.element):
    """The dry run explains itself: what goes, when and why."""

    def __init__(self, visit: Visit, told: RoomTold, plan: RetentionTold) -> None:
        super().__init__("section")
        self._visit = visit
        self._told, self._plan = told, plan
        self._is_emptying = False
        self._work = PageWork()
        self._in_trash: tuple[tuple[str, ...], int] | None = None
        self.classes("setting-card")
        self._ids: tuple[str, ...] = ()
        self._empty_button: TouchButton | None = None
        with self:
            self._planned = ui.element("div").style("display: contents")
            self._trash = ui.element("div")
            ui.timer(LOOK_S, self._look, immediate=False)
        self._draw_plan()
        self.draw()

    def draw(self) -> None:
        """Show whether the trash is being emptied; called at every change."""
        was, self._is_emptying = self._is_emptying, self._visit.offers.is_announced(EMPTYING)
        if was != self._is_emptying:
            if self._empty_button is not None:
                self._empty_button.enable(enabled=not self._is_emptying)
            if was:
                self._work.begin(self._look(), name="look at the room")

    def _draw_plan(self) -> None:
        self._planned.clear()
        with self._planned:
            self._build_plan()
        trashed = [line.prospect for line in self._plan.lines if line.trashed]
        in_trash = tuple(one.id for one in trashed), sum(one.size_bytes for one in trashed)
        if in_trash != self._in_trash:  # a button under a finger stays where it is
            self._in_trash = in_trash
            self._draw_trash(*in_trash)

    def _build_plan(self) -> None:
        _, told, plan = self._visit.language, self._told, self._plan
        free = _("{size} free", size=size(told.free_bytes))
        Row(_("Room for {room}", room=room(told.recordable_s, _)), free, "disk")
        Words(_("What is deleted by itself"), classes="label")
        Words(rules_words(plan.rules, _), classes="hint")
        if not plan.clock_trusted:
            Row(
                _("Nothing goes to the trash for its age now: the clock is not certain."),
                _("The days in the trash count all the same; a restart begins them anew."),
                "clock",
            )
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

    def _draw_trash(self, ids: tuple[str, ...], total_bytes: int) -> None:
        _ = self._visit.language
        words = _.plural("{count} in the trash", "{count} in the trash", len(ids))
        self._ids, self._empty_button = ids, None
        self._trash.clear()
        with self._trash:
            row = Row(words, size(total_bytes) if ids else "", "trash")
            if ids:
                with row.end:
                    self._empty_button = TouchButton(_("Empty the trash"), "trash", self._empty)
                self._empty_button.enable(enabled=not self._is_emptying)

    async def _look(self) -> None:
        shelf = self._visit.station.shelf
        try:
            told, plan = await shelf.room(), await shelf.retention()
        except ApplianceError:
            # What is on the screen stays; the next look tries again.
            return
        if not self.is_deleted:
            self._told, self._plan = told, plan
            self._draw_plan()

    async def _empty(self) -> None:
        """Nothing is removed before the time to undo it is over."""
        _, visit = self._visit.language, self._visit
        approval = await visit.lock.approved()
        if approval is None or self._is_emptying:
            return
        ids = self._ids

        async def remove() -> None:
            told = await visit.station.shelf.empty_trash(ids, approval)
            visit.toast.tell(TrashEmptied(removed=len(told.removed)))

        visit.toast.announce(_("The trash is being emptied."), remove, name=EMPTYING)
        if not self.is_deleted:
            self.draw()
