"""Knows speakers again after a text was made anew and its speakers were numbered afresh.

A number belongs to a voice: names hang on it, and an edited text goes on using it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from appliance.domain.speakers import Talk, Turn
from appliance.domain.transcript import Segment

CLEAR_SHARE: Final = 0.6
"""So much of what both say at the same time must be with each other, seen from either."""


def same_voices(before: Sequence[Segment], after: Sequence[Segment]) -> dict[int, int]:
    """Return the former number of every speaker that is clearly one of before, by the new one."""
    shared = _shared(before, after)
    of_old, of_new = Counter[int](), Counter[int]()
    for (old, new), samples in shared.items():
        of_old[old] += samples
        of_new[new] += samples
    # More than half of either: so no speaker is taken for two.
    return {
        new: old
        for (old, new), samples in shared.items()
        if samples >= CLEAR_SHARE * of_old[old] and samples >= CLEAR_SHARE * of_new[new]
    }


def with_former_numbers(
    before: Sequence[Segment], after: Sequence[Segment], *, taken: Iterable[int] = ()
) -> list[Segment]:
    """Return ``after`` with the former numbers of voices that are known again.

    Other voices get numbers that nobody has: neither one of before, nor one that is ``taken``.
    """
    numbers = same_voices(before, after)
    used = {*taken, *_speakers(before)}
    fresh = max(used, default=0)
    for speaker in _speakers(after):
        if speaker not in numbers:
            fresh += 1
            numbers[speaker] = fresh
    return [
        each if each.speaker is None else replace(each, speaker=numbers[each.speaker])
        for each in after
    ]


def carried_over(before: Sequence[Segment], after: Sequence[Segment]) -> list[Segment]:
    """Return ``after`` with who spoke most at that time before; nobody where nobody did."""
    talks = {speaker: Talk.of(_turns(before, speaker)) for speaker in _speakers(before)}
    carried = []
    for each in after:
        shares = {
            speaker: talk.within(each.start_sample, each.end_sample)
            for speaker, talk in talks.items()
        }
        speaker = max(shares, key=shares.__getitem__, default=None)
        known = speaker is not None and shares[speaker] > 0
        carried.append(replace(each, speaker=speaker if known else None))
    return carried


def _shared(before: Sequence[Segment], after: Sequence[Segment]) -> Counter[tuple[int, int]]:
    """Return for how long each pair of an old and a new speaker talks at the same time."""
    shared = Counter[tuple[int, int]]()
    for old in _speakers(before):
        talk = Talk.of(_turns(before, old))
        for each in after:
            if each.speaker is not None:
                samples = talk.within(each.start_sample, each.end_sample)
                if samples:
                    shared[old, each.speaker] += samples
    return shared


def _speakers(segments: Sequence[Segment]) -> list[int]:
    """Return the numbers in order of their first words."""
    ordered = sorted(segments, key=lambda each: each.start_sample)
    return list(dict.fromkeys(each.speaker for each in ordered if each.speaker is not None))


def _turns(segments: Sequence[Segment], speaker: int) -> list[Turn]:
    return [
        Turn(start_sample=each.start_sample, end_sample=each.end_sample, speaker=speaker)
        for each in segments
        if each.speaker == speaker
    ]
