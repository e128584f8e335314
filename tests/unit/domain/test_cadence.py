"""When partials are asked for."""

import pytest

from appliance.domain.cadence import PartialCadence


def test_the_first_partial_comes_as_soon_as_there_is_enough_audio() -> None:
    """After three quarters of a second, pre-roll included."""
    cadence = PartialCadence()

    assert not cadence.is_due(10.0, audio_s=0.7)
    assert cadence.is_due(10.0, audio_s=0.8)


@pytest.mark.parametrize(
    ("decode_s", "interval_s"), [(0.05, 0.3), (0.2, 0.5), (0.4, 1.0), (0.8, 2.0)]
)
def test_the_interval_follows_the_decode_time(decode_s: float, interval_s: float) -> None:
    """A partial uses at most 40 % of the engine's time, and never comes more often than 0.3 s."""
    cadence = PartialCadence()
    cadence.began(10.0)
    cadence.finished(decode_s)

    assert not cadence.is_due(10.0 + interval_s - 0.01, audio_s=5.0)
    assert cadence.is_due(10.0 + interval_s + 0.01, audio_s=5.0)


def test_slowness_stretches_every_interval() -> None:
    """What overload asks for comes on top of what the engine needs."""
    cadence = PartialCadence()
    cadence.finished(0.2)
    cadence.slowness = 2.0

    assert 1.0 == cadence.interval_s


def test_no_partial_is_begun_in_silence() -> None:
    """The engine stays free for the final that may be due."""
    cadence = PartialCadence()

    assert cadence.is_due(10.0, audio_s=5.0, silence_s=0.1)
    assert not cadence.is_due(10.0, audio_s=5.0, silence_s=0.2)


def test_a_new_utterance_starts_afresh() -> None:
    """What a long utterance cost does not delay the first partial of the next."""
    cadence = PartialCadence()
    cadence.began(10.0)
    cadence.finished(2.0)
    cadence.begin_afresh()

    assert cadence.is_due(10.1, audio_s=0.8)
