"""What can be done to a recording besides reading it: title, tags, hold, another text, deletion."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face import RecordingSummary

from ..visit import Visit
from .dialog import Dialog
from .switch import Switch
from .tag_dialog import tags_in, too_many
from .text_field import TextField
from .touch import TouchButton


class RecordingDialog:
    """``on_deleted`` is called once it lies in the trash, from where a toast can bring it back."""

    def __init__(
        self,
        visit: Visit,
        *,
        on_speakers: Callable[[], None],
        again: Callable[[], Awaitable[bool]],
        on_deleted: Callable[[], None],
    ) -> None:
        """``again`` has the text made again and tells whether it is."""
        self._visit = visit
        self._on_speakers = on_speakers
        self._again = again
        self._on_deleted = on_deleted
        self._dialog = Dialog()

    def open(self, summary: RecordingSummary, *, has_speakers: bool) -> None:
        """Open it for a recording as it is now."""
        _, station = self._visit.language, self._visit.station
        recording_id = summary.id

        async def keep() -> bool:
            """Write title and tags once they are whole: half a word is no tag."""
            name, wanted = title.value.strip(), tags_in(tags.value)
            tags.fail(too_many(wanted, self._visit.language))
            if too_many(wanted, self._visit.language):
                return False
            if name != summary.title:
                work = station.shelf.rename(recording_id, name or None)
                if not await self._try(work):
                    return False
            gone = [tag for tag in summary.tags if tag not in wanted]
            if gone or any(tag not in summary.tags for tag in wanted):
                return await self._try(station.shelf.tag(recording_id, add=wanted, remove=gone))
            return True

        async def done() -> None:
            if await keep():
                self._dialog.close()

        async def hold(is_on: bool) -> None:
            if not await self._try(
                self._visit.guarded(lambda permit: station.shelf.hold(recording_id, is_on, permit))
            ):
                held.show(is_on=not is_on)

        async def again() -> None:
            if await keep() and await self._again():
                self._dialog.close()

        async def delete() -> None:
            deed = self._visit.guarded(lambda permit: station.shelf.delete([recording_id], permit))
            if await self._try(deed):
                self._dialog.close()
                self._visit.toast.done(
                    _("Deleted. It stays in the trash for some days."),
                    undo=lambda: _restored(self._visit, recording_id),
                )
                self._on_deleted()

        async def speakers() -> None:
            if await keep():
                self._dialog.close()
                self._on_speakers()

        async def look_for_speech() -> None:
            if await keep():
                ui.navigate.to(f"/speech/{recording_id}")

        with self._dialog.filled("list", _("This recording")):
            title = TextField(_("Title"), value=summary.title, longest=200)
            tags = TextField(
                _("Tags"),
                value=" ".join(summary.tags),
                hint=_("Words with a space between them. The history can be filtered by them."),
                longest=600,
            )
            held = Switch(
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
                    TouchButton(_("Look for speech"), "wave", look_for_speech)
                    TouchButton(_("Make the text again"), "again", again)
                    if not self._visit.lock.hides:
                        TouchButton(_("Delete"), "trash", delete)
                TouchButton(_("Done"), "check", done, classes="strong")
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
