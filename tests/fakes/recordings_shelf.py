"""A shelf of recordings that remembers what was asked of it."""

from collections.abc import Iterable

from appliance.domain.editing import EditKind, EditRequest
from appliance.domain.marker import Marker
from appliance.domain.progress import Progress, no_progress
from appliance.domain.retention import Rules
from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.wire.shelf import (
    AuditTold,
    HistoryTold,
    LabelsTold,
    RetentionLine,
    RetentionTold,
    RoomTold,
    TrashEmptied,
)
from tests.fakes.lock import FakeLock


class FakeRecordingsShelf:
    """Implements face_shelf.Shelf. Its public fields are the test's hands."""

    def __init__(self, lock: FakeLock | None = None) -> None:
        self.clock_trusted = True
        self._lock = lock or FakeLock()
        self.asked: list[tuple[object, ...]] = []
        self.refusal: ApplianceError | None = None
        """Raised by whatever is asked next."""

        self.most_tags = 50
        """How many of those that are added are kept."""

        self.tags: dict[str, tuple[str, ...]] = {}
        self.held: set[str] = set()
        self.lines: tuple[RetentionLine, ...] = ()
        self.rules = Rules()
        self.room_told = RoomTold(
            free_bytes=10_000_000_000, bytes_per_s=32_000, measured=False, recordable_s=360_000
        )
        self.audit_told = AuditTold()
        self.noted = 0
        self.emptied = TrashEmptied()

    async def labels(self, recording_id: str) -> LabelsTold:
        """Tell a title, and what was changed."""
        return self._told(recording_id)

    async def rename(self, recording_id: str, title: str | None) -> LabelsTold:
        """Remember it."""
        return self._labels("rename", recording_id, title)

    async def tag(
        self, recording_id: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> LabelsTold:
        """Change them."""
        added, taken = tuple(add), tuple(remove)
        self._note("tag", recording_id, added, taken)
        before = self.tags.get(recording_id, ())
        left = [tag for tag in (*before, *added) if tag not in taken]
        self.tags[recording_id] = tuple(dict.fromkeys(left))[: self.most_tags]
        return self._told(recording_id)

    async def name_speaker(self, recording_id: str, speaker: int, name: str) -> LabelsTold:
        """Remember it."""
        return self._labels("name-speaker", recording_id, speaker, name)

    async def note_marker(self, recording_id: str, marker: Marker, note: str) -> LabelsTold:
        """Remember it."""
        return self._labels("note-marker", recording_id, marker, note)

    async def hold(self, recording_id: str, hold: bool, permit: Permit | None = None) -> LabelsTold:
        """Remember it."""
        if self._lock.told.is_kiosk and not hold:
            self._lock.require(permit)
        self._note("hold", recording_id, hold)
        (self.held.add if hold else self.held.discard)(recording_id)
        return self._told(recording_id)

    async def edit(
        self, recording_id: str, edit: EditRequest, permit: Permit | None = None
    ) -> HistoryTold:
        """Remember it."""
        if edit.kind is EditKind.REMOVE and self._lock.told.is_kiosk:
            self._lock.require(permit)
        return self._history("edit", recording_id, edit)

    async def undo(self, recording_id: str) -> HistoryTold:
        """Remember it."""
        return self._history("undo", recording_id)

    async def redo(self, recording_id: str, permit: Permit | None = None) -> HistoryTold:
        """Remember it."""
        return self._history("redo", recording_id)

    async def history(self, recording_id: str) -> HistoryTold:
        """Remember it."""
        return self._history("history", recording_id)

    async def delete(
        self, recording_ids: Iterable[str], permit: Permit | None = None
    ) -> tuple[str, ...]:
        """Remember it."""
        if self._lock.told.is_kiosk:
            self._lock.require(permit)
        self._note("delete", *recording_ids)
        return tuple(recording_ids)

    async def restore(self, recording_ids: Iterable[str]) -> tuple[str, ...]:
        """Remember it."""
        self._note("restore", *recording_ids)
        return tuple(recording_ids)

    async def empty_trash(
        self,
        recording_ids: Iterable[str] = (),
        permit: Permit | None = None,
        progress: Progress = no_progress,
    ) -> TrashEmptied:
        """Tell what the test has set."""
        self._lock.require(permit)
        self._note("empty-trash", *recording_ids)
        for number, _ in enumerate(self.emptied.removed, start=1):
            progress("removing", number, len(self.emptied.removed))
        return self.emptied

    async def retention(
        self,
        *,
        only_trash: bool = False,
        apply: bool = False,
        progress: Progress = no_progress,
    ) -> RetentionTold:
        """Tell the lines that the test has set."""
        self._note("retention", only_trash, apply)
        for number, _ in enumerate(self.lines, start=1):
            progress("removing", number, len(self.lines))
        return RetentionTold(
            rules=self.rules,
            free_bytes=10_000_000_000,
            clock_trusted=self.clock_trusted,
            applied=apply,
            lines=self.lines,
        )

    async def room(self) -> RoomTold:
        """Tell what the test has set."""
        return self.room_told

    async def audit(self, *, limit: int = 100) -> AuditTold:
        """Tell what the test has set."""
        self._note("audit", limit)
        return self.audit_told

    def _labels(self, *asked: object) -> LabelsTold:
        self._note(*asked)
        return self._told(str(asked[1]))

    def _told(self, recording_id: str) -> LabelsTold:
        return LabelsTold(
            recording_id=recording_id,
            title="周会",
            recorded_title="",
            tags=self.tags.get(recording_id, ()),
            hold=recording_id in self.held,
        )

    def _history(self, *asked: object) -> HistoryTold:
        self._note(*asked)
        return HistoryTold(recording_id=str(asked[1]), can_undo=True)

    def _note(self, *asked: object) -> None:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        self.asked.append(asked)
