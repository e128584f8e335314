"""When the words of live captions are old, and by how much. Pure; positions are samples."""

from typing import Final

from appliance.domain.audio import to_samples, to_seconds

HEARD_LIMIT_S: Final = 1.0
"""A recogniser that lives has been given all that is older: to take audio costs it nothing."""

UNDERSTOOD_LIMIT_S: Final = 3.0
"""An engine that keeps up has words, or knows of silence, for all that is older."""


def captions_lag_s(
    *, recorded_samples: int, followed_samples: int, received_samples: int, reached_samples: int
) -> float:
    """Return how far the words are behind the recording; 0 while they are as new as can be.

    ``followed_samples`` were recorded before anybody could send them, such as the pre-roll;
    up to ``received_samples`` the recogniser has taken them, up to ``reached_samples`` there are
    words as far as words are to be expected.
    """
    if recorded_samples - followed_samples <= to_samples(HEARD_LIMIT_S):
        return 0.0
    heard_behind_s = to_seconds(recorded_samples - max(received_samples, reached_samples))
    behind_s = to_seconds(recorded_samples - reached_samples)
    is_old = heard_behind_s > HEARD_LIMIT_S or behind_s > UNDERSTOOD_LIMIT_S
    return behind_s if is_old else 0.0
