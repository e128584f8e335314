"""Gives a text that was edited before the speakers were told apart its speakers. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from appliance.domain.editing import EditedText, EditKind
from appliance.domain.speakers import Turn, assign
from appliance.domain.transcript import Segment


def with_speakers(text: EditedText, turns: Sequence[Turn]) -> EditedText:
    """Return it with its speakers, its history too: an undo must not lose them again.

    A text in which a person or an earlier pass has named speakers is returned as it is, since
    the same numbers may mean other people now.
    """
    known = list(_all(text))
    if any(segment.speaker is not None for segment in known) or any(
        edit.kind is EditKind.SPEAKER for edit in text.edits
    ):
        return text
    told = iter(assign(known, turns))

    def take(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        return tuple(next(told) for _ in segments)

    segments = take(text.segments)
    edits = tuple(
        replace(edit, before=take(edit.before), after=take(edit.after)) for edit in text.edits
    )
    return replace(text, segments=segments, edits=edits)


def _all(text: EditedText) -> Iterator[Segment]:
    yield from text.segments
    for edit in text.edits:
        yield from edit.before
        yield from edit.after
