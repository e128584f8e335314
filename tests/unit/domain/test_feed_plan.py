"""What the sender of a session does next."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.feed_plan import (
    CHUNK_SAMPLES,
    WINDOW_SAMPLES,
    Finish,
    Send,
    Wait,
    next_step,
)

SAMPLES = st.integers(min_value=0, max_value=10 * WINDOW_SAMPLES)


def test_what_is_there_is_sent() -> None:
    """Audio that exists and is wanted goes out, however little it is."""
    step = next_step(position=100, decided_samples=0, available_samples=150, closed=False)
    assert step == Send(sample_count=50)


def test_a_closed_recording_is_finished_when_all_is_sent() -> None:
    """The end is told once nothing is left."""
    step = next_step(position=100, decided_samples=0, available_samples=100, closed=True)
    assert step == Finish()


def test_a_running_recording_is_waited_for() -> None:
    """As long as more may come, nothing is finished."""
    step = next_step(position=100, decided_samples=0, available_samples=100, closed=False)
    assert step == Wait()


def test_nothing_is_sent_across_a_seam() -> None:
    """Up to a gap all is sent; at it the session is finished, though the recording goes on."""
    before = next_step(
        position=100, decided_samples=0, available_samples=200, closed=False, seam=150
    )
    at = next_step(position=150, decided_samples=0, available_samples=200, closed=False, seam=150)
    assert before == Send(sample_count=50)
    assert at == Finish()


@given(position=SAMPLES, decided=SAMPLES, available=SAMPLES, closed=st.booleans())
def test_nothing_is_sent_that_is_too_much_too_far_or_not_there(
    *, position: int, decided: int, available: int, closed: bool
) -> None:
    """Chunk, window and end of the audio bound every step."""
    step = next_step(
        position=position, decided_samples=decided, available_samples=available, closed=closed
    )
    if isinstance(step, Send):
        assert 0 < step.sample_count <= CHUNK_SAMPLES
        assert position + step.sample_count <= min(available, decided + WINDOW_SAMPLES)


@given(total=SAMPLES)
def test_a_sender_whose_audio_gets_decided_always_finishes(total: int) -> None:
    """No constellation lets a sender wait for itself."""
    position = 0
    for _ in range(total // CHUNK_SAMPLES + 2):
        step = next_step(
            position=position, decided_samples=position, available_samples=total, closed=True
        )
        if isinstance(step, Finish):
            break
        assert isinstance(step, Send)
        position += step.sample_count
    assert position == total
