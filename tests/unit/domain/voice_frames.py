"""Makes streams of voice frames for tests."""

from collections.abc import Iterable, Iterator

from appliance.domain.vad import VoiceFrame

FRAME_SAMPLES = 512


def frames(
    speech: Iterable[bool],
    *,
    first_sample: int = 0,
    levels: Iterable[float] | None = None,
    certainty: float = 0.9,
) -> Iterator[VoiceFrame]:
    """Yield one frame of 32 ms for each value; loud where there is speech, if nothing is said."""
    found = list(speech)
    loudness = list(levels) if levels is not None else [-20.0 if one else -60.0 for one in found]
    for index, (is_speech, level) in enumerate(zip(found, loudness, strict=True)):
        yield VoiceFrame(
            first_sample=first_sample + index * FRAME_SAMPLES,
            sample_count=FRAME_SAMPLES,
            probability=certainty if is_speech else 0.05,
            level_dbfs=level,
        )


def pattern(*stretches: tuple[bool, float]) -> list[bool]:
    """Return frames for stretches of speech or silence given in seconds."""
    return [
        is_speech
        for is_speech, seconds in stretches
        for _ in range(round(seconds * 16_000 / FRAME_SAMPLES))
    ]
