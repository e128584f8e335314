"""What can be done to a recording besides reading it: title, tags, hold, another text, deletion."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face import RecordingSummary

from ..visit import Visit
from .dialog import Dialog
from .drafts import draft_words
from .switch import Switch
from .tag_dialog import tags_in, too_many
from .text_field import TextField
from .touch import TouchButton


class RecordingDialog:
    """Title and tags are kept when it is left, but for *Cancel*; all else is done at once.

    ``on_deleted`` is called once it lies in the trash, from where a toast can bring it back.
    """

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

        async def done() -> None:
            if await labels.keep():
                self._dialog.close()

        async def hold(is_on: bool) -> None:
            if not await _tried(
                self._visit,
                self._visit.guarded(lambda permit: station.shelf.hold(recording_id, is_on, permit)),
            ):
                held.show(is_on=not is_on)

        async def again() -> None:
            if await labels.keep() and await self._again():
                self._dialog.close()

        async def delete() -> None:
            deed = self._visit.guarded(lambda permit: station.shelf.delete([recording_id], permit))
            if await _tried(self._visit, deed):
                self._dialog.close()
                self._visit.toast.done(
                    _("Deleted. It stays in the trash for some days."),
                    undo=lambda: _restored(self._visit, recording_id),
                )
                self._on_deleted()

        async def speakers() -> None:
            if await labels.keep():
                self._dialog.close()
                self._on_speakers()

        async def look_for_speech() -> None:
            if await labels.keep():
                ui.navigate.to(f"/speech/{recording_id}")

        def cancel() -> None:
            labels.forget()
            self._dialog.close()

        with self._dialog.filled("list", _("This recording")):
            title = TextField(
                _("Title"),
                value=summary.title,
                longest=200,
                draft="title",
                draft_words=draft_words(_),
            )
            tags = TextField(
                _("Tags"),
                value=" ".join(summary.tags),
                hint=_("Words with a space between them. The history can be filtered by them."),
                longest=600,
                draft="tags",
                draft_words=draft_words(_),
            )
            labels = _Labels(self._visit, summary, title, tags)
            held = Switch(
                _,
                _("Never delete"),
                hold,
                is_on=summary.hold,
                hint=_("Neither a person nor a rule deletes it while this is on."),
            )
            # Only what leaves the sheet stays in sight: more would cover what stands above.
            with ui.element("div").classes("deeds"):
                if has_speakers:
                    TouchButton(_("Name speakers"), "speakers", speakers)
                if not summary.running:
                    TouchButton(_("Look for speech"), "wave", look_for_speech)
                    TouchButton(_("Make the text again"), "again", again)
                    if not self._visit.lock.hides:
                        TouchButton(_("Delete"), "trash", delete)
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", cancel)
                TouchButton(_("Done"), "check", done, classes="strong")
        self._dialog.open()


class _Labels:
    """Title and tags in their fields, and as they were kept last."""

    def __init__(
        self, visit: Visit, summary: RecordingSummary, title: TextField, tags: TextField
    ) -> None:
        self._visit = visit
        self._id = summary.id
        self._title, self._title_field = summary.title, title
        self._tags, self._tags_field = summary.tags, tags

    async def keep(self) -> bool:
        """Write them once they are whole: half a word is no tag. Tells whether it is done."""
        shelf = self._visit.station.shelf
        title, tags = self._title_field.value.strip(), tags_in(self._tags_field.value)
        is_tagged = set(tags) != set(tags_in(" ".join(self._tags)))
        problem = too_many(tags, self._visit.language) if is_tagged else ""
        self._tags_field.fail(problem)
        if problem:
            return False
        if title != self._title:
            if not await _tried(self._visit, shelf.rename(self._id, title or None)):
                return False
            self._title = title
        if is_tagged:
            kept = {tag.casefold() for tag in tags}
            gone = [tag for tag in self._tags if tag.casefold() not in kept]
            if not await _tried(self._visit, shelf.tag(self._id, add=tags, remove=gone)):
                return False
            self._tags = tags
        self.forget()
        return True

    def forget(self) -> None:
        """Have the browser forget what was typed and not kept."""
        self._title_field.forget()
        self._tags_field.forget()


async def _tried(visit: Visit, work: Awaitable[object]) -> bool:
    try:
        await work
    except ApplianceError as error:
        visit.toast.failed(error)
        return False
    return True


async def _restored(visit: Visit, recording_id: str) -> None:
    await visit.station.shelf.restore([recording_id])
