"""When words are old."""

import pytest

from appliance.domain.audio import to_samples
from appliance.domain.captions_lag import HEARD_LIMIT_S, UNDERSTOOD_LIMIT_S, captions_lag_s


def lag_s(recorded: float, *, received: float, reached: float, followed: float = 0.0) -> float:
    """Return the lag; positions in seconds."""
    return captions_lag_s(
        recorded_samples=to_samples(recorded),
        followed_samples=to_samples(followed),
        received_samples=to_samples(received),
        reached_samples=to_samples(reached),
    )


@pytest.mark.parametrize(
    ("received", "reached", "expected"),
    [
        (60.0, 59.4, 0.0),  # a partial is under way
        (59.0, 58.0, 0.0),  # on both limits, or within
        (59.5, 57.0, 0.0),
        (58.9, 58.5, 1.5),  # it takes no audio: frozen, dead, or not there yet
        (60.0, 56.9, 3.1),  # it takes audio, but its engine does not answer
        (0.0, 60.0, 0.0),  # a new session: what is decided need not be taken again
        (0.0, 0.0, 60.0),
        (61.0, 61.0, 0.0),  # words may be here before the count of what is recorded
    ],
)
def test_words_are_old_when_audio_is_not_taken_or_not_understood(
    received: float, reached: float, expected: float
) -> None:
    """Then it is told by how much, and no longer once both have caught up."""
    assert expected == pytest.approx(lag_s(60.0, received=received, reached=reached))
    assert HEARD_LIMIT_S < UNDERSTOOD_LIMIT_S


def test_what_was_recorded_before_gets_the_same_second() -> None:
    """The pre-roll comes in one piece; nobody has waited for its words yet."""
    assert [0.0, 0.0, 4.1] == [
        lag_s(recorded, received=0.0, reached=0.0, followed=3.0) for recorded in (3.0, 4.0, 4.1)
    ]
