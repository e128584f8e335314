"""A shelf on which a text is corrected as in the library."""

from dataclasses import replace

from appliance.domain.editing import CannotEditError, EditedText, EditRequest
from appliance.errors import ApplianceError
from appliance.wire.shelf import HistoryTold
from tests.fakes.recordings_shelf import FakeRecordingsShelf
from tests.fakes.station import FakeStation


class EditingShelf(FakeRecordingsShelf):
    """Changes the recordings of a fake station; knows nothing of undoing."""

    def __init__(self, station: FakeStation) -> None:
        super().__init__(station.lock)
        self._station = station

    async def edit(self, recording_id: str, edit: EditRequest) -> HistoryTold:
        """Edit it, or refuse it as the library does."""
        told = await super().edit(recording_id, edit)
        view = self._station.views[recording_id]
        assert view.transcript is not None
        try:
            edited = EditedText(segments=view.transcript.segments).apply(edit, at="2025-05-12")
        except CannotEditError as error:
            raise ApplianceError("{why}", hint="Look again.", why=error.refusal) from error
        self._station.views[recording_id] = replace(
            view, transcript=replace(view.transcript, segments=edited.segments)
        )
        self._station.changed()
        return told
