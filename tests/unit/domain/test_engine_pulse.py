"""Slowness is no hang."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.engine_pulse import STEP_CPU_S, EnginePulse, allowed_cpu_s


def test_a_call_that_uses_the_processor_moves_the_count() -> None:
    """However long it takes by the clock: nobody asks."""
    pulse = EnginePulse()
    counts = [
        pulse.beat(finished=1, cpu_s=beat * STEP_CPU_S * 1.5, audio_s=30.0) for beat in range(5)
    ]
    assert sorted(set(counts)) == counts


def test_a_call_that_uses_no_processor_does_not() -> None:
    """What idle threads use in half a minute is no work."""
    pulse = EnginePulse()
    first = pulse.beat(finished=1, cpu_s=10.0, audio_s=30.0)
    assert {first} == {
        pulse.beat(finished=1, cpu_s=10.0 + beat * 0.001, audio_s=30.0) for beat in range(30)
    }


def test_a_call_that_goes_on_for_ever_stops_moving_the_count() -> None:
    """An endless one is found out, and later where there is more audio."""
    for audio_s in (0.0, 3.0, 30.0):
        pulse = EnginePulse()
        allowed_s = allowed_cpu_s(audio_s)
        began = pulse.beat(finished=1, cpu_s=0.0, audio_s=audio_s)
        last = pulse.beat(finished=1, cpu_s=allowed_s, audio_s=audio_s)
        assert began < last
        assert last == pulse.beat(finished=1, cpu_s=allowed_s + 1.0, audio_s=audio_s)
        assert last < pulse.beat(finished=2, cpu_s=allowed_s + 2.0, audio_s=audio_s)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.floats(0, 500), st.floats(0, 30)), max_size=50),
)
def test_every_finished_call_moves_the_count_and_nothing_moves_it_back(
    beats: list[tuple[int, float, float]],
) -> None:
    """Whatever comes in whichever order."""
    pulse = EnginePulse()
    finished, cpu_s, count = 0, 0.0, 0
    for more, used_s, audio_s in beats:
        finished += more
        cpu_s += used_s
        before, count = count, pulse.beat(finished=finished, cpu_s=cpu_s, audio_s=audio_s)
        assert before <= count
        assert before < count or not more
