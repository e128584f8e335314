"""Which voices, heard in different blocks of a recording, are the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

SAME_VOICE_COSINE: Final = 0.6
"""From this similarity on, two voices are one if nobody says how many there are."""

FIRM_S: Final = 2.0
"""A voice heard for less may only be like another one, never one of its own beside others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A speaker of one block."""

    embedding: NDArray[np.float32]
    """Of length 1."""

    spoken_s: float
    """How much speech the embedding is made of."""


def match(voices: Sequence[Voice], speakers: int | None) -> list[int]:
    """Return a number for each voice, the same for the same speaker.

    The two likest groups of voices are joined again and again, each group standing for its
    mean weighted by time: until none are like enough, or as many are left as there are speakers.
    """
    firm = [place for place, voice in enumerate(voices) if voice.spoken_s >= FIRM_S]
    if len(firm) < (speakers or 1):
        firm = list(range(len(voices)))
    if not firm:
        return []
    sums = np.array([voices[place].embedding * voices[place].spoken_s for place in firm])
    owners = _join(sums, speakers)
    groups = np.unique(owners)
    directions = _directions(np.array([sums[owners == group].sum(axis=0) for group in groups]))
    found = [int(np.argmax(directions @ voice.embedding)) for voice in voices]
    for place, owner in zip(firm, owners, strict=True):
        found[place] = int(np.searchsorted(groups, owner))
    return found


def _join(sums: NDArray[np.float32], speakers: int | None) -> NDArray[np.intp]:
    """Return for each row the row that stands for its group."""
    owners = np.arange(len(sums))
    sums = sums.copy()
    directions = _directions(sums)
    likeness = directions @ directions.T
    np.fill_diagonal(likeness, -np.inf)
    for left in range(len(sums), 1, -1):
        one, other = divmod(int(np.argmax(likeness)), len(sums))
        is_done = likeness[one, other] < SAME_VOICE_COSINE if speakers is None else left <= speakers
        if is_done:
            break
        owners[owners == other] = one
        sums[one] += sums[other]
        directions[one] = _directions(sums[one : one + 1])[0]
        row = directions @ directions[one]
        row[np.isneginf(likeness[one])] = -np.inf
        likeness[one, :] = likeness[:, one] = row
        likeness[other, :] = likeness[:, other] = -np.inf
    return owners


def _directions(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, np.float32(1e-9)), dtype=np.float32)
