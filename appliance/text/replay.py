"""A lexicon applied to text that was recognised before it existed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from appliance.domain.text_change import TextChange, TextStep
from appliance.text.chain import TextChain

_BY_LEXICON = frozenset({TextStep.REPLACEMENT, TextStep.HOT_WORD})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedPlace:
    """One place of an utterance that would be another."""

    start: int
    """Characters of the present text before it."""

    before: str
    after: str
    causes: tuple[str, ...] = ()
    """Lines of the lexicon, as in a TextChange; none if something else is no longer as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedText:
    """One utterance."""

    before: str
    """As it is shown now."""

    after: str
    """As it would be shown with the lexicon."""

    places: tuple[ReplayedPlace, ...] = ()
    """Where the two differ, in order; what the lexicon had done before is none of them."""

    @property
    def is_changed(self) -> bool:
        """Not so if the lexicon was in use already, whatever it changed then."""
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPlace:
    """All places where the same takes the place of the same."""

    before: str
    after: str
    causes: tuple[str, ...]
    count: int
    example: str
    """The first utterance with it, as it would be shown."""


@dataclass(frozen=True, slots=True)
class _Difference:
    """Characters of the new text that are not those of the present one."""

    low: int
    high: int
    shift_before: int
    """To be added to ``low`` for the same place in the present text."""

    shift_after: int
    """The same for ``high``."""

    causes: tuple[str, ...]

    def joined(self, later: "_Difference") -> "_Difference":
        """Return one that reaches over both."""
        return _Difference(
            min(self.low, later.low),
            max(self.high, later.high),
            self.shift_before,
            later.shift_after,
            tuple(dict.fromkeys((*self.causes, *later.causes))),
        )


def replay(chain: TextChain, texts: Iterable[tuple[str, str, str]]) -> list[ReplayedText]:
    """Apply a chain to utterances: text as it came into the chain, shown text and language."""
    replayed = []
    for marked_text, before, language in texts:
        finished = chain.finish(marked_text, language)
        after = finished.text
        places = []
        for each in _differences(before, after, finished.changes):
            start, end = each.low + each.shift_before, each.high + each.shift_after
            place = ReplayedPlace(
                start=start,
                before=before[start:end],
                after=after[each.low : each.high],
                causes=each.causes,
            )
            places.append(place)
        replayed.append(ReplayedText(before=before, after=after, places=tuple(places)))
    return replayed


def counted(replayed: Iterable[ReplayedText]) -> list[CountedPlace]:
    """Return what takes the place of what and how often.

    What the lexicon does comes first, then the most frequent.
    """
    counter: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    examples: dict[tuple[str, str, tuple[str, ...]], str] = {}
    for text in replayed:
        for place in text.places:
            same = (place.before, place.after, place.causes)
            counter[same] += 1
            examples.setdefault(same, text.after)
    found = [
        CountedPlace(
            before=same[0], after=same[1], causes=same[2], count=count, example=examples[same]
        )
        for same, count in counter.items()
    ]
    return sorted(found, key=lambda one: (not one.causes, -one.count))


def _differences(before: str, after: str, changes: Sequence[TextChange]) -> list[_Difference]:
    """Return where two texts differ; what the lexicon made is a whole term."""
    found: list[_Difference] = []
    made = list(_made(changes))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, low, high in matcher.get_opcodes():
        if tag == "equal":
            continue
        touching = [one for one in made if _touch(one[1], one[2], low, high)]
        difference = _Difference(
            min([low, *(one[1] for one in touching)]),
            max([high, *(one[2] for one in touching)]),
            start - low,
            end - high,
            tuple(change.cause for change, *_ in touching),
        )
        while found and difference.low < found[-1].high:  # two characters of one term
            difference = found.pop().joined(difference)
        found.append(difference)
    return found


def _made(changes: Sequence[TextChange]) -> Iterator[tuple[TextChange, int, int]]:
    """Yield what the lexicon changed, with where it stands at the end of the chain."""
    for number, change in enumerate(changes, start=1):
        if change.step in _BY_LEXICON:
            start, end = change.start, change.start + len(change.after)
            for later in changes[number:]:
                start, end = _moved(start, later), _moved(end, later)
            yield change, start, end


def _moved(position: int, change: TextChange) -> int:
    """Return where a position of a text is after a change of it."""
    if position <= change.start:
        return position
    if position >= change.start + len(change.before):
        return position + len(change.after) - len(change.before)
    return change.start + min(position - change.start, len(change.after))


def _touch(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Tell whether two stretches overlap; an empty one touches what it stands beside."""
    if start == end or other_start == other_end:
        return start <= other_end and other_start <= end
    return start < other_end and other_start < end
