"""Edits of a text in the library: rows and ``transcript.json`` before anybody is told.

The first edit makes the version EDITED from the best one; passes that come later leave it alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from appliance.domain.edited_speakers import with_speakers
from appliance.domain.editing import (
    LONGEST_TEXT,
    CannotEditError,
    EditedText,
    EditRequest,
    Refusal,
)
from appliance.domain.speakers import Turn
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Transcript, TranscriptKind
from appliance.errors import ApplianceError
from appliance.library.errors import LibraryError
from appliance.library.text_keeper import TextKeeper
from appliance.library.transaction import transaction
from appliance.library.word_coding import clean

_READ = (
    "Read it under History or with `tingxia library show {recording_id}`, then edit what is there."
)
_LIST = (
    "Its text under History offers what can be undone and redone;"
    " `tingxia library edit {recording_id}` lists the edits that are known."
)


class EditError(ApplianceError):
    """An edit is refused; the text is as it was. ``refusal`` says why."""

    code = "edit"
    exit_code = 2

    def __init__(self, template: str, *, hint: str, refusal: Refusal, **fields: object) -> None:
        super().__init__(template, hint=hint, **fields)
        self.refusal = refusal


def refused(refusal: Refusal, *, recording_id: str, found: str = "") -> EditError:
    """Return what is said to whoever wanted the edit."""
    fields: dict[str, Any] = {"refusal": refusal, "recording_id": recording_id}
    match refusal:
        case Refusal.NO_TEXT:
            return EditError(
                "{recording_id} has no text that could be edited.",
                hint="Wait until it is recognised; the History page and `tingxia library list` "
                "tell how far it is.",
                **fields,
            )
        case Refusal.INCOMPLETE:
            return EditError(
                "The text of {recording_id} is not complete yet.",
                hint="Edit it when it is; the History page and `tingxia library list` tell how "
                "far it is.",
                **fields,
            )
        case Refusal.UNKNOWN:
            return EditError(
                "No part of the text of {recording_id} begins there.", hint=_READ, **fields
            )
        case Refusal.CHANGED:
            return EditError(
                "The text is another by now: {found}", hint=_READ, found=found, **fields
            )
        case Refusal.EMPTY:
            return EditError(
                "A part of a text cannot be empty.", hint="Remove that part instead.", **fields
            )
        case Refusal.TOO_LONG:
            return EditError(
                "A part of a text holds at most {longest} characters.",
                hint="Split it first, or leave it apart from what follows.",
                longest=LONGEST_TEXT,
                **fields,
            )
        case Refusal.NO_CUT:
            return EditError(
                "A half of it would hold no text.",
                hint="Split it between two of its words.",
                **fields,
            )
        case Refusal.NOTHING_FOLLOWS:
            return EditError(
                "Nothing follows that it could be joined with.",
                hint="Join the part before it with this one.",
                **fields,
            )
        case Refusal.NOTHING_TO_UNDO:
            return EditError("There is no edit of {recording_id} to undo.", hint=_LIST, **fields)
        case Refusal.NOTHING_TO_REDO:
            return EditError(
                "No edit of {recording_id} was undone, or something was edited since.",
                hint=_LIST,
                **fields,
            )


class TextEditor:
    """Edits texts; used by the library's one thread. Raises UnknownRecordingError, EditError."""

    def __init__(self, keeper: TextKeeper) -> None:
        self._keeper = keeper
        self._store = keeper.store
        self._rows = keeper.store.edits
        self._last: tuple[str, int, EditedText] | None = None
        """The text that was edited last, with its revision: the next edit is mostly of it."""

    def edit(self, recording_id: str, request: EditRequest, *, at: str) -> EditedText:
        """Make an edit."""
        cleaned = replace(request, text=clean(request.text))
        return self._change(recording_id, lambda text: text.apply(cleaned, at=at))

    def undo(self, recording_id: str) -> EditedText:
        """Take the last edit back."""
        return self._change(recording_id, EditedText.undo)

    def redo(self, recording_id: str) -> EditedText:
        """Make the edit again that was undone last."""
        return self._change(recording_id, EditedText.redo)

    def edited(self, recording_id: str) -> EditedText | None:
        """Return the edited text with its history; None if nobody has edited it."""
        number = self._store.number(recording_id)
        transcript = self._store.transcript(recording_id, TranscriptKind.EDITED)
        return None if transcript is None else self._with_history(number, transcript)

    def tell_speakers(self, recording_id: str, turns: Sequence[Turn]) -> None:
        """Give the edited text its speakers, unless it has some; no edit is made of that."""
        text = self.edited(recording_id)
        if text is None or (told := with_speakers(text, turns)) is text:
            return
        number = self._store.number(recording_id)
        with transaction(self._store.connection):
            self._rows.set_history(number, (), 0)
            self._write(number, text, told)
        self._keep(recording_id, told)

    def _change(self, recording_id: str, change: Callable[[EditedText], EditedText]) -> EditedText:
        number = self._store.number(recording_id)
        before = self._known(recording_id)
        base = None
        if before is None:
            base = self._base(recording_id)
            before = self._with_history(number, base)
        try:
            after = change(before)
        except CannotEditError as error:
            raise refused(error.refusal, recording_id=recording_id, found=error.found) from error
        if after is before:
            return before
        with transaction(self._store.connection):
            if base is not None and base.kind is not TranscriptKind.EDITED:
                self._begin(recording_id, base)
            self._write(number, before, after)
        self._last = (recording_id, self._store.files.revision(recording_id), after)
        self._keep(recording_id, after)
        return after

    def _known(self, recording_id: str) -> EditedText | None:
        """Return the text that was edited last, if it is this one and nothing happened since."""
        if self._last is None:
            return None
        last_id, revision, text = self._last
        is_same = last_id == recording_id and revision == self._store.files.revision(recording_id)
        return text if is_same else None

    def _base(self, recording_id: str) -> Transcript:
        """Return the text that is edited. Raises EditError while it still grows."""
        kind = self._store.best_kind(recording_id)
        base = None if kind is None else self._store.transcript(recording_id, kind)
        if base is None or (not base.segments and base.kind is not TranscriptKind.EDITED):
            raise refused(Refusal.NO_TEXT, recording_id=recording_id)
        failed = self._store.get(recording_id).text_state is TextState.FAILED
        if not base.complete and base.kind is not TranscriptKind.EDITED and not failed:
            raise refused(Refusal.INCOMPLETE, recording_id=recording_id)
        return base

    def _with_history(self, number: int, text: Transcript) -> EditedText:
        if text.kind is not TranscriptKind.EDITED:
            return EditedText(segments=text.segments)
        edits, undone = self._rows.history(number)
        return EditedText(segments=text.segments, edits=edits, undone=undone)

    def _begin(self, recording_id: str, base: Transcript) -> None:
        self._store.add_segments(
            recording_id,
            TranscriptKind.EDITED,
            base.segments,
            decided_samples=base.decided_samples,
        )
        if base.complete:
            self._store.complete(recording_id, TranscriptKind.EDITED)

    def _write(self, number: int, before: EditedText, after: EditedText) -> None:
        version = self._store.version(number, TranscriptKind.EDITED)
        assert version is not None
        self._rows.replace(version, before.segments, after.segments)
        self._rows.set_history(number, after.edits, after.undone)
        self._store.files.changed(number, text=True)

    def _keep(self, recording_id: str, text: EditedText) -> None:
        self._keeper.keep_edit(recording_id, text.segments)
        if self._keeper.is_behind(recording_id):
            raise LibraryError(
                "The edit of {recording_id} is in the library, but not yet beside its audio.",
                hint="Make room on the disk, or put the folder of the recording back; it is written"
                " there by itself at the next change.",
                recording_id=recording_id,
            )
