"""What the sender of a session does next: never too far ahead, never past the audio there is."""

from dataclasses import dataclass

from appliance.domain.audio import SAMPLE_RATE_HZ

WINDOW_SAMPLES = 30 * SAMPLE_RATE_HZ
"""A sender stays at most so far ahead of what is decided (see the wire's SessionProgress)."""

CHUNK_SAMPLES = 2 * SAMPLE_RATE_HZ
"""Most that one SessionAudio carries: 64,000 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Send so many samples from the present position on."""

    sample_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Nothing can be sent before more is decided, heard, or the recording ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Everything was sent and no more belongs to this session."""


def next_step(
    *,
    position: int,
    decided_samples: int,
    available_samples: int,
    closed: bool,
    seam: int | None = None,
) -> Send | Wait | Finish:
    """Decide; all positions are samples of the recording.

    ``available_samples`` is how much audio exists now; ``closed`` that there will be no more.
    ``seam`` is where something was not heard: what is said after it is another session.
    """
    if seam is not None and position >= seam:
        return Finish()
    if position >= available_samples:
        return Finish() if closed else Wait()
    end = available_samples if seam is None else min(seam, available_samples)
    window_end = decided_samples + WINDOW_SAMPLES
    count = min(CHUNK_SAMPLES, end - position, window_end - position)
    return Send(sample_count=count) if count > 0 else Wait()
