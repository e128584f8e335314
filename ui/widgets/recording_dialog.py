"""What can be done to a recording besides reading it: title, tags, hold, another text, deletion."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face import RecordingSummary

from ..visit import Visit
from .dialog import Dialog
from .switch import Switch
from .tag_dialog import tags_in
from .text_field import TextField
from .touch import Sign, TouchButton, Words


class RecordingDialog:
    """``on_deleted`` is called once it lies in the trash, from where a toast can bring it back."""

    def __init__(
        self, visit: Visit, *, on_speakers: Callable[[], None], on_deleted: Callable[[], None]
    ) -> None:
        self._visit = visit
        self._on_speakers = on_speakers
        self._on_deleted = on_deleted
        self._dialog = Dialog()

    def open(self, summary: RecordingSummary, *, has_speakers: bool) -> None:
        """Open it for a recording as it is now."""
        _, station = self._visit.language, self._visit.station
        recording_id = summary.id

        async def rename(title: str) -> None:
            await self._try(station.shelf.rename(recording_id, title.strip() or None))

        async def tag(text: str) -> None:
            wanted = tags_in(text)
            gone = [tag for tag in summary.tags if tag not in wanted]
            await self._try(station.shelf.tag(recording_id, add=wanted, remove=gone))

        async def hold(is_on: bool) -> None:
            await self._try(station.shelf.hold(recording_id, is_on))

        async def again() -> None:
            if await self._try(station.retranscribe(recording_id)):
                self._dialog.close()
                self._visit.toast.done(_("The text is being made again. The present one stays."))

        async def delete() -> None:
            deed = self._visit.guarded(lambda permit: station.shelf.delete([recording_id], permit))
            if await self._try(deed):
                self._dialog.close()
                self._visit.toast.done(
                    _("Deleted. It stays in the trash for some days."),
                    undo=lambda: _restored(self._visit, recording_id),
                )
                self._on_deleted()

        def speakers() -> None:
            self._dialog.close()
            self._on_speakers()

        with self._dialog.filled("list", _("This recording")):
            TextField(_("Title"), rename, value=summary.title, longest=200)
            TextField(
                _("Tags"),
                tag,
                value=" ".join(summary.tags),
                hint=_("Words with a space between them. The history can be filtered by them."),
                longest=600,
            )
            Switch(
                _,
                _("Never delete"),
                hold,
                is_on=summary.hold,
                hint=_("Neither a person nor a rule deletes it while this is on."),
            )
            with self._dialog.actions():
                if has_speakers:
                    TouchButton(_("Name speakers"), "speakers", speakers)
                if not summary.running:
                    with ui.element("a").classes("tap").props(f"href=/speech/{recording_id}"):
                        Sign("wave")
                        Words(_("Look for speech"))
                    TouchButton(_("Make the text again"), "again", again)
                    if not self._visit.lock.hides:
                        TouchButton(_("Delete"), "trash", delete)
                TouchButton(_("Done"), "check", self._dialog.close, classes="strong")
        self._dialog.open()

    async def _try(self, work: Awaitable[object]) -> bool:
        try:
            await work
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return False
        return True


async def _restored(visit: Visit, recording_id: str) -> None:
    await visit.station.shelf.restore([recording_id])
