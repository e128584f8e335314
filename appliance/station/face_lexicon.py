"""What may be asked about the words that the recogniser was taught. See face.Station."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from appliance.text.replay import CountedPlace

__all__ = ["CountedPlace", "LexiconFace", "Replayed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What today's hot words and rules would make of a recording's text."""

    places: tuple[CountedPlace, ...]
    """What would be another; what hot words and rules do comes first, then the most frequent."""

    changed: int
    """Utterances that would be another."""

    utterances: int
    entries: int
    """Hot words and rules in use, those that came with the recording too."""

    is_edited: bool
    """People changed the text: theirs is not what was replayed, and stays whatever comes."""


class LexiconFace(Protocol):
    """See the module."""

    async def corrected_term(self, was: str, text: str) -> str:
        """Return the term that somebody put right in a text, as a hot word; empty if there is none.

        The first time takes half a second: the dictionary is read.
        """
        ...

    async def replay(self, recording_id: str, on_share: Callable[[float], None]) -> Replayed:
        """Apply today's lexicon to what was recognised; nothing is changed by it.

        ``on_share`` hears the share that is done; four hours take some ten seconds. Raises
        UnknownRecordingError, RecordingsError, StationError while there is no whole text.
        """
        ...
