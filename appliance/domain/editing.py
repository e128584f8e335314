"""What a person changes in a text, with everything needed to undo it. Pure.

An edit puts some segments in the place of others. It keeps both, so that undoing gives back
exactly what was there, times of words and provenance included.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from appliance.domain.agreement import common_ends
from appliance.domain.text_change import TextChange, TextStep
from appliance.domain.transcript import Segment, Word
from appliance.domain.word_alignment import cut, realign, spread

HISTORY: Final = 500
"""So many edits can be undone; of older ones only the text is left."""

LONGEST_TEXT: Final = 5_000
"""Characters of a segment; an hour of speech has fewer than four times as many."""

MOST_SPEAKER: Final = 1_000_000
"""No number of a speaker is larger."""

OPERATOR: Final = "operator"


class EditKind(StrEnum):
    """What is done to a text."""

    TEXT = "text"
    """The text of a segment is another."""

    SPLIT = "split"
    MERGE = "merge"
    """With the segment that follows."""

    REMOVE = "remove"
    SPEAKER = "speaker"


class Refusal(StrEnum):
    """Why an edit cannot be made."""

    NO_TEXT = "no-text"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"
    """No segment begins there."""

    CHANGED = "changed"
    """The text is not the one that the edit was made for."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    NO_CUT = "no-cut"
    """One of the halves would hold no text."""

    NOTHING_FOLLOWS = "nothing-follows"
    NOTHING_TO_UNDO = "nothing-to-undo"
    NOTHING_TO_REDO = "nothing-to-redo"


class CannotEditError(Exception):
    """An edit is refused; the text is as it was."""

    def __init__(self, refusal: Refusal, found: str = "") -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.found = found
        """The text that is there instead of the expected one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRequest:
    """What is wanted of the segment that begins at a sample and has a certain text."""

    kind: EditKind
    start_sample: int
    was: str
    """Its present text as the person saw it: if it is another by now, the edit is refused."""

    text: str = ""
    """TEXT: the new one."""

    before_character: int = 0
    """SPLIT: the second half begins with this character of the text, counted from 0."""

    speaker: int | None = None
    """SPEAKER: who speaks, 1, 2, 3 …; None if nobody knows."""

    def __post_init__(self) -> None:
        """Refuse a speaker whom no file of the text could hold. Raises ValueError."""
        if self.speaker is not None and not 1 <= self.speaker <= MOST_SPEAKER:
            raise ValueError(f"a speaker is a number from 1 to {MOST_SPEAKER}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change that was made: ``before`` was at a place of the text, ``after`` is there now."""

    number: int
    """Counts up; never used twice in a text."""

    at: str
    """ISO 8601, UTC."""

    author: str = OPERATOR
    kind: EditKind
    place: int
    """Segments before it."""

    before: tuple[Segment, ...]
    after: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedText:
    """A text with the history of its edits, newest last; the last ``undone`` are undone."""

    segments: tuple[Segment, ...]
    edits: tuple[Edit, ...] = ()
    undone: int = 0

    @property
    def can_undo(self) -> bool:
        """There is an edit in force that is still known."""
        return self.undone < len(self.edits)

    @property
    def can_redo(self) -> bool:
        """An edit was undone and nothing else was edited since."""
        return self.undone > 0

    @property
    def next_redo(self) -> EditKind | None:
        """What ``redo`` would do again; None if there is nothing."""
        return self.edits[-self.undone].kind if self.can_redo else None

    def apply(self, request: EditRequest, *, at: str) -> "EditedText":
        """Make an edit; edits that were undone are forgotten. Raises CannotEditError.

        Returns the same object if nothing would be different.
        """
        place = self._find(request)
        before, after = _changed(self.segments, place, request)
        if before == after:
            return self
        edit = Edit(
            number=self.edits[-1].number + 1 if self.edits else 1,
            at=at,
            kind=request.kind,
            place=place,
            before=before,
            after=after,
        )
        known = (*self.edits[: len(self.edits) - self.undone], edit)
        return EditedText(
            segments=self._with(edit.place, before, after), edits=known[-HISTORY:], undone=0
        )

    def undo(self) -> "EditedText":
        """Take the last edit in force back. Raises CannotEditError."""
        if not self.can_undo:
            raise CannotEditError(Refusal.NOTHING_TO_UNDO)
        edit = self.edits[-1 - self.undone]
        segments = self._with(edit.place, edit.after, edit.before)
        return replace(self, segments=segments, undone=self.undone + 1)

    def redo(self) -> "EditedText":
        """Make the edit again that was undone last. Raises CannotEditError."""
        if not self.can_redo:
            raise CannotEditError(Refusal.NOTHING_TO_REDO)
        edit = self.edits[-self.undone]
        segments = self._with(edit.place, edit.before, edit.after)
        return replace(self, segments=segments, undone=self.undone - 1)

    def _find(self, request: EditRequest) -> int:
        begin_there = [
            place
            for place, segment in enumerate(self.segments)
            if segment.start_sample == request.start_sample
        ]
        if not begin_there:
            raise CannotEditError(Refusal.UNKNOWN)
        for place in begin_there:
            if self.segments[place].text == request.was:
                return place
        raise CannotEditError(Refusal.CHANGED, self.segments[begin_there[0]].text)

    def _with(
        self, place: int, old: tuple[Segment, ...], new: tuple[Segment, ...]
    ) -> tuple[Segment, ...]:
        end = place + len(old)
        if self.segments[place:end] != old:
            raise CannotEditError(Refusal.CHANGED)
        return (*self.segments[:place], *new, *self.segments[end:])


def _changed(
    segments: Sequence[Segment], place: int, request: EditRequest
) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Return what is replaced and by what."""
    segment = segments[place]
    match request.kind:
        case EditKind.TEXT:
            return (segment,), (_with_text(segment, request.text.strip()),)
        case EditKind.SPLIT:
            return (segment,), _split(segment, request.before_character)
        case EditKind.MERGE:
            if place + 1 == len(segments):
                raise CannotEditError(Refusal.NOTHING_FOLLOWS)
            following = segments[place + 1]
            merged = _merged(segment, following)
            if len(merged.text) > LONGEST_TEXT:
                raise CannotEditError(Refusal.TOO_LONG)
            return (segment, following), (merged,)
        case EditKind.REMOVE:
            return (segment,), ()
        case EditKind.SPEAKER:
            return (segment,), (replace(segment, speaker=request.speaker),)


def _with_text(segment: Segment, text: str) -> Segment:
    if not text:
        raise CannotEditError(Refusal.EMPTY)
    if len(text) > LONGEST_TEXT:
        raise CannotEditError(Refusal.TOO_LONG)
    if text == segment.text:
        return segment
    words = realign(
        segment.words, text, start_sample=segment.start_sample, end_sample=segment.end_sample
    )
    return replace(
        segment,
        text=text,
        words=words,
        changes=(*segment.changes, *_by_operator(segment.text, text)),
        confidence=None,
    )


def _split(segment: Segment, at: int) -> tuple[Segment, Segment]:
    texts = segment.text[:at].strip(), segment.text[at:].strip()
    if not 0 < at < len(segment.text) or not all(texts):
        raise CannotEditError(Refusal.NO_CUT)
    start, end = segment.start_sample, segment.end_sample
    timed = realign(segment.words, segment.text, start_sample=start, end_sample=end)
    words = cut(timed, len("".join(texts[0].split())))
    first_end, second_start = _seam(words, texts, start, end)
    raw = _cut_raw(segment, at)
    spans = (start, first_end), (second_start, end)
    first, second = (
        replace(
            segment,
            start_sample=spans[half][0],
            end_sample=spans[half][1],
            text=texts[half],
            raw_text=raw[half],
            words=words[half],
            changes=_by_operator(raw[half], texts[half]),
        )
        for half in (0, 1)
    )
    return first, second


def _seam(
    words: tuple[tuple[Word, ...], tuple[Word, ...]], texts: tuple[str, str], start: int, end: int
) -> tuple[int, int]:
    """Return where the first half ends and the second begins."""
    if words[0] and words[1]:
        first_end = min(max(words[0][-1].end_sample, start), end)
        return first_end, min(max(words[1][0].start_sample, first_end), end)
    halves = (
        len(spread(texts[0], start_sample=0, end_sample=0)),
        len(spread(texts[1], start_sample=0, end_sample=0)),
    )
    middle = start + (end - start) * halves[0] // sum(halves)
    return middle, middle


def _cut_raw(segment: Segment, at: int) -> tuple[str, str]:
    """Part the raw text where the cut of the text lies in it."""
    text = segment.text
    for change in reversed(segment.changes):
        after = change.start + len(change.after)
        if text[change.start : after] != change.after:
            break
        text = f"{text[: change.start]}{change.before}{text[after:]}"
        if at >= after:
            at += len(change.before) - len(change.after)
        elif at > change.start and change.after:
            share = (at - change.start) / len(change.after)
            at = change.start + round(share * len(change.before))
    if text != segment.raw_text:
        at = round(at / max(1, len(text)) * len(segment.raw_text))
    return segment.raw_text[:at], segment.raw_text[at:]


def _merged(first: Segment, second: Segment) -> Segment:
    space = _space_between(first.text, second.text)
    shift = len(first.text) + len(space)
    words = _words_of_both(first, second)
    if words and second.words and space:
        head = words[len(words) - len(second.words)]
        if not head.text[:1].isspace():
            place = len(words) - len(second.words)
            words = (
                *words[:place],
                replace(head, text=f"{space}{head.text}"),
                *words[place + 1 :],
            )
    confidences = first.confidence, second.confidence
    return replace(
        first,
        end_sample=max(first.end_sample, second.end_sample),
        text=f"{first.text}{space}{second.text}",
        raw_text=f"{first.raw_text}{space}{second.raw_text}",
        words=words,
        changes=(
            *first.changes,
            *(replace(change, start=change.start + shift) for change in second.changes),
        ),
        confidence=None if None in confidences else min(c for c in confidences if c is not None),
        overlap=first.overlap or second.overlap or first.speaker != second.speaker,
    )


def _words_of_both(first: Segment, second: Segment) -> tuple[Word, ...]:
    if not first.words and not second.words:
        return ()
    return tuple(
        word
        for each in (first, second)
        for word in each.words
        or spread(each.text, start_sample=each.start_sample, end_sample=each.end_sample)
    )


def _space_between(left: str, right: str) -> str:
    """Return the space that two texts need between them: none beside Chinese."""
    beside = f"{left[-1:]}{right[:1]}"
    return "" if any(unicodedata.east_asian_width(char) in "WF" for char in beside) else " "


def _by_operator(before: str, after: str) -> tuple[TextChange, ...]:
    """Return the one change between two texts; none if they are the same."""
    if before == after:
        return ()
    head, tail = common_ends(before, after)
    return (
        TextChange(
            step=TextStep.OPERATOR,
            start=head,
            before=before[head : len(before) - tail],
            after=after[head : len(after) - tail],
            cause=OPERATOR,
        ),
    )
