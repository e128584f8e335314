"""Recordings that lost audio: what is left becomes text, but takes the place of no better one."""

from collections.abc import Iterable, Sequence
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.transcript import Transcript, TranscriptKind
from appliance.library import Library
from appliance.recordings.errors import RecordingsError
from appliance.station.audio_source import AUDIBLE_GAP_S, AudioSource

POWER_CUT_SAMPLES: Final = 2 * SAMPLE_RATE_HZ
"""Live text may have heard so much that never reached the disk; a second pass is worth that."""

MARGIN_SAMPLES: Final = round(AUDIBLE_GAP_S * SAMPLE_RATE_HZ)
"""An utterance holds a little silence at both ends."""


async def require_heard(
    library: Library,
    recording_id: str,
    source: AudioSource,
    lost: Sequence[range],
    *,
    making: TranscriptKind | None = None,
) -> None:
    """Make sure that what is left of the audio holds all words of the text that is there.

    ``lost`` is what ``source`` has lost, ``making`` the version that is to take the place of that
    text. Raises RecordingsError, LibraryError.
    """
    end_sample = max([source.available_samples, *(each.stop for each in lost)])
    for kind in (TranscriptKind.SECOND_PASS, TranscriptKind.LIVE):
        text = None if kind is making else await library.transcript(recording_id, kind)
        if text is None:
            continue
        spared = POWER_CUT_SAMPLES if kind is TranscriptKind.LIVE else 0
        beyond = range(end_sample + spared, text.decided_samples)
        if _lost_speech_samples(text, [*lost, beyond]) > MARGIN_SAMPLES:
            raise RecordingsError(
                "Part of the audio of {recording_id} is not on this box any more, and its text"
                " holds words of it.",
                hint="Nothing needs to be done: the text stays as it is.",
                recording_id=recording_id,
            )
        if text.complete:
            break


def _lost_speech_samples(text: Transcript, lost: Iterable[range]) -> int:
    return sum(
        max(0, min(segment.end_sample, each.stop) - max(segment.start_sample, each.start))
        for each in lost
        for segment in text.segments
    )
