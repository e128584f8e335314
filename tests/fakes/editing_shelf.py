"""A shelf on which a text is corrected as in the library."""

import asyncio
from dataclasses import replace

from appliance.domain.editing import CannotEditError, EditedText, EditKind, EditRequest
from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.wire.shelf import HistoryTold
from tests.fakes.recordings_shelf import FakeRecordingsShelf
from tests.fakes.station import FakeStation


class EditingShelf(FakeRecordingsShelf):
    """Changes the recordings of a fake station."""

    def __init__(self, station: FakeStation) -> None:
        super().__init__(station.lock)
        self._station = station
        self._texts: dict[str, EditedText] = {}
        self.gate = asyncio.Event()
        """Clear it to have edits take until it is set."""

        self.gate.set()

    async def edit(
        self, recording_id: str, edit: EditRequest, permit: Permit | None = None
    ) -> HistoryTold:
        """Edit it, or refuse it as the library does."""
        await super().edit(recording_id, edit, permit)
        await self.gate.wait()
        try:
            edited = self._text(recording_id).apply(edit, at="2025-05-12")
        except CannotEditError as error:
            raise ApplianceError("{why}", hint="Look again.", why=error.refusal) from error
        return self._tell(recording_id, edited)

    async def undo(self, recording_id: str) -> HistoryTold:
        """Take back what was edited last."""
        await super().undo(recording_id)
        return self._tell(recording_id, self._text(recording_id).undo())

    async def redo(self, recording_id: str, permit: Permit | None = None) -> HistoryTold:
        """Make again what was taken back last."""
        await super().redo(recording_id, permit)
        text = self._text(recording_id)
        if text.next_redo is EditKind.REMOVE and self._lock.told.is_kiosk:
            self._lock.require(permit)
        return self._tell(recording_id, text.redo())

    async def history(self, recording_id: str) -> HistoryTold:
        """Tell whether there is something to undo."""
        await super().history(recording_id)
        return self._history_told(recording_id, self._text(recording_id))

    def _text(self, recording_id: str) -> EditedText:
        transcript = self._station.views[recording_id].transcript
        assert transcript is not None
        known = self._texts.get(recording_id)
        # A test may have put another text there.
        if known is None or known.segments != transcript.segments:
            return EditedText(segments=transcript.segments)
        return known

    def _tell(self, recording_id: str, edited: EditedText) -> HistoryTold:
        view = self._station.views[recording_id]
        assert view.transcript is not None
        self._texts[recording_id] = edited
        self._station.views[recording_id] = replace(
            view,
            summary=replace(view.summary, revision=view.summary.revision + 1),
            transcript=replace(view.transcript, segments=edited.segments),
        )
        self._station.changed()
        return self._history_told(recording_id, edited)

    def _history_told(self, recording_id: str, edited: EditedText) -> HistoryTold:
        return HistoryTold(
            recording_id=recording_id, can_undo=edited.can_undo, can_redo=edited.can_redo
        )
