"""A few words beside a marker, written once the recording is over."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from appliance.domain.audio import to_seconds
from appliance.domain.marker import LONGEST_NOTE, Marker
from appliance.errors import ApplianceError

from ..visit import Visit
from ..wording import MARKERS, position
from .dialog import Dialog
from .text_field import TextField
from .touch import TouchButton


class MarkerDialog:
    """``on_kept`` is called whenever a note is another, by an undo too."""

    def __init__(self, visit: Visit, recording_id: str, on_kept: Callable[[], None]) -> None:
        self._visit = visit
        self._id = recording_id
        self._on_kept = on_kept
        self._dialog = Dialog()

    def open(self, marker: Marker) -> None:
        """Open it for a marker as it is now."""
        _ = self._visit.language
        place = position(to_seconds(marker.at_sample))

        async def keep() -> None:
            note = " ".join(field.value.split())
            try:
                await self._write(marker, note)
            except ApplianceError as error:
                field.fail(" ".join(_.error(error)))
                return
            self._dialog.close()
            if note != marker.note:
                back = partial(self._write, replace(marker, note=note), marker.note)
                self._visit.toast.done(_("The note is kept."), undo=back)

        with self._dialog.filled(marker.kind.value, f"{_(MARKERS[marker.kind])} {place}"):
            field = TextField(
                _("Note"),
                value=marker.note,
                longest=LONGEST_NOTE,
                hint=_("It stands beside the marker, here and in exports."),
                on_enter=lambda _text: keep(),
            )
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)
                TouchButton(_("Keep"), "check", keep, classes="strong")
        self._dialog.open()

    async def _write(self, marker: Marker, note: str) -> None:
        await self._visit.station.shelf.note_marker(self._id, marker, note)
        self._on_kept()
