"""Today's hot words and rules on recordings whose text was made without them."""

import asyncio
from collections.abc import Callable
from typing import Final

from appliance.config import Settings
from appliance.domain.correction import corrected_term
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, TranscriptKind
from appliance.library import Library
from appliance.recordings import RecordingAudio
from appliance.station.errors import StationError
from appliance.station.face_lexicon import Replayed
from appliance.text import Lexicon, TextChain, open_chain
from appliance.text.dictionary import dictionary
from appliance.text.replay import ReplayedText, counted, replay
from appliance.text.script import Script

_PART: Final = 50
"""Utterances between two reports; with many hot words they take half a second."""


HEARD: Final = (TranscriptKind.SECOND_PASS, TranscriptKind.LIVE)
"""Of them the first that is complete is replayed: what people wrote is not up for correction."""


class NoHeardTextError(StationError):
    """Nothing was recognised that could be replayed."""

    def __init__(self, recording_id: str) -> None:
        super().__init__(
            "{recording_id} has no text that was recognised.",
            hint="Have its text made again, then look again.",
            recording_id=recording_id,
        )


class BoxLexicon:
    """Implements face_lexicon.LexiconFace."""

    def __init__(self, library: Library, settings: Callable[[], Settings]) -> None:
        """Ask ``settings`` for those in force whenever something is replayed."""
        self._library = library
        self._settings = settings

    async def corrected_term(self, was: str, text: str) -> str:
        """See LexiconFace."""
        return await asyncio.to_thread(_corrected_term, was, text)

    async def replay(self, recording_id: str, on_share: Callable[[float], None]) -> Replayed:
        """See LexiconFace."""
        row = await self._library.get(recording_id)
        versions = await self._library.kinds(recording_id)
        require_replayable(recording_id, row.text_state, is_trashed=row.trashed is not None)
        for version in HEARD:
            transcript = await self._library.transcript(recording_id, version)
            if transcript is not None and transcript.complete:
                break
        else:
            raise NoHeardTextError(recording_id)
        segments = transcript.segments
        chain, entries = await asyncio.to_thread(todays_chain, self._settings(), recording_id)
        replayed: list[ReplayedText] = []
        for first in range(0, len(segments), _PART):
            replayed += await asyncio.to_thread(_replay, chain, segments[first : first + _PART])
            on_share(len(replayed) / len(segments))
        return Replayed(
            places=tuple(await asyncio.to_thread(counted, replayed)),
            changed=sum(one.is_changed for one in replayed),
            utterances=len(replayed),
            entries=entries,
            is_edited=TranscriptKind.EDITED in versions,
        )


def require_replayable(recording_id: str, state: TextState, *, is_trashed: bool) -> None:
    """Make sure that somebody may look at its text, and that it is whole. Raises StationError."""
    if is_trashed:
        raise StationError(
            "{recording_id} lies in the trash.",
            hint="Take it out of the trash, then look again.",
            recording_id=recording_id,
        )
    if state is TextState.WAITING:
        raise StationError(
            "The text of {recording_id} is not complete yet.",
            hint="Look again when it is.",
            recording_id=recording_id,
        )


def todays_chain(
    settings: Settings, recording_id: str, lexicon: Lexicon | None = None
) -> tuple[TextChain, int]:
    """Return what would make the text of a recording today, and how many words and rules it knows.

    ``lexicon`` takes the place of the packs in use. What was asked for with the recording holds:
    its hot words besides, and of the packs in use those that were chosen. Raises RecordingsError.
    """
    chain = open_chain(settings)
    wishes = RecordingAudio(settings.paths.recording(recording_id)).wishes()
    if lexicon is not None:
        chain = chain.with_lexicon(lexicon)
    elif wishes.packs is not None:
        chain = chain.with_lexicon(chain.lexicon.only(wishes.packs))
    entries = len(chain.lexicon) + len(wishes.hot_words) if chain.rules.hot_words else 0
    return chain.with_hot_words(wishes.hot_words), entries


def _corrected_term(was: str, text: str) -> str:
    known = Script("simplified").simplified(text)  # as the words of the dictionary are
    words = dictionary().words(known if len(known) == len(text) else text, guesses=True)
    return corrected_term(was, text, words)


def _replay(chain: TextChain, segments: tuple[Segment, ...]) -> list[ReplayedText]:
    texts = ((segment.marked_text, segment.text, segment.language) for segment in segments)
    return replay(chain, texts)
