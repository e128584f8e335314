"""Counting samples and clipping."""

from appliance.domain.microphone_watch import MicrophoneWatch


def told(*counts: tuple[float, int, int]) -> MicrophoneWatch:
    """Return a watch that was told these."""
    watch = MicrophoneWatch()
    for now_s, frames, clipped in counts:
        watch.note(now_s, frames_read=frames, clipped_samples=clipped)
    return watch


def test_the_rate_is_told_after_a_second() -> None:
    """Not before: pieces would show."""
    assert None is told((0.0, 0, 0), (0.5, 8000, 0)).samples_per_s
    assert 16_000 == told((0.0, 0, 0), (0.5, 8000, 0), (2.0, 32_000, 0)).samples_per_s


def test_only_the_last_seconds_count() -> None:
    """A microphone that stops shows at once, however long it worked."""
    watch = told(*((second, 16_000 * min(second, 60), 0) for second in range(66)))
    assert 0 == watch.samples_per_s


def test_a_process_that_started_anew_is_counted_anew() -> None:
    """Its counter begins at zero."""
    assert None is told((0.0, 900_000, 5), (2.0, 100, 0)).samples_per_s


def test_clipping_counts_for_a_while() -> None:
    """What clipped before anybody looked does not."""
    watch = told((0.0, 0, 7), (1.0, 16_000, 9))
    assert watch.clipped_lately(3.0)
    assert not watch.clipped_lately(7.0)
    assert not told((0.0, 0, 7)).clipped_lately(0.0)
