"""The history of a text as it is told."""

from typing import Final

from appliance.domain.editing import Edit, EditedText, EditKind
from appliance.domain.transcript import Segment
from appliance.wire.shelf import EditLine, HistoryTold

MOST: Final = 100
LONGEST: Final = 300
"""Characters of a text in a line: enough to recognise the edit by."""


def told(recording_id: str, edited: EditedText | None) -> HistoryTold:
    """Return the last edits, newest first; of a text that nobody edited, none."""
    if edited is None:
        return HistoryTold(recording_id=recording_id)
    in_force = len(edited.edits) - edited.undone
    lines = [_line(edit, undone=place >= in_force) for place, edit in enumerate(edited.edits)]
    return HistoryTold(
        recording_id=recording_id,
        can_undo=edited.can_undo,
        can_redo=edited.can_redo,
        edits=tuple(lines[::-1][:MOST]),
    )


def _line(edit: Edit, *, undone: bool) -> EditLine:
    return EditLine(
        number=edit.number,
        at=edit.at,
        author=edit.author,
        kind=edit.kind,
        start_sample=edit.before[0].start_sample,
        before=_shown(edit.kind, edit.before),
        after=_shown(edit.kind, edit.after),
        undone=undone,
    )


def _shown(kind: EditKind, segments: tuple[Segment, ...]) -> str:
    if kind is EditKind.SPEAKER:
        return str(segments[0].speaker or "")
    text = "\n".join(segment.text for segment in segments)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
