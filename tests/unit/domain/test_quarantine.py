"""Audio that kills the recogniser."""

from appliance.domain.quarantine import (
    LIVE_DEATHS_ALLOWED,
    LONGEST_SKIP_SAMPLES,
    RETRY_DEATHS_ALLOWED,
    Quarantine,
    SkippedRange,
)


def test_one_death_is_nobodys_fault() -> None:
    """The first death at a place leads to another try."""
    assert Quarantine().died(decided_samples=0, sent_samples=48_000) is None


def test_the_second_death_at_one_place_passes_over_what_was_sent_both_times() -> None:
    """Only audio that was there at every death is suspected."""
    quarantine = Quarantine()
    quarantine.died(decided_samples=16_000, sent_samples=64_000)
    skipped = quarantine.died(decided_samples=16_000, sent_samples=96_000)
    assert skipped == SkippedRange(start_sample=16_000, end_sample=64_000)


def test_how_many_deaths_a_place_may_cause_is_the_callers_choice() -> None:
    """Live text is given up later than a second pass over a recording that killed before."""
    live = Quarantine(deaths_allowed=LIVE_DEATHS_ALLOWED)
    again = Quarantine(deaths_allowed=RETRY_DEATHS_ALLOWED)
    skips = [live.died(decided_samples=0, sent_samples=48_000) for _ in range(3)]
    assert [skip is not None for skip in skips] == [False, False, True]
    assert again.died(decided_samples=0, sent_samples=48_000) is not None


def test_deaths_at_different_places_are_not_added_up() -> None:
    """A recogniser that comes further each time is not held up by its audio."""
    quarantine = Quarantine()
    for second in range(0, 100, 10):
        decided = second * 16_000
        skipped = quarantine.died(decided_samples=decided, sent_samples=decided + 48_000)
        assert skipped is None


def test_deaths_before_anything_was_sent_do_not_count() -> None:
    """A recogniser that dies while it starts says nothing about the audio."""
    quarantine = Quarantine()
    for _ in range(5):
        assert quarantine.died(decided_samples=16_000, sent_samples=16_000) is None


def test_never_more_than_half_a_minute_is_passed_over() -> None:
    """A long stretch is given up piece by piece."""
    quarantine = Quarantine()
    quarantine.died(decided_samples=0, sent_samples=100 * 16_000)
    skipped = quarantine.died(decided_samples=0, sent_samples=100 * 16_000)
    assert skipped == SkippedRange(start_sample=0, end_sample=LONGEST_SKIP_SAMPLES)


def test_a_place_passed_over_starts_with_a_clean_slate() -> None:
    """What follows gets its own two tries."""
    quarantine = Quarantine()
    for _ in range(2):
        skipped = quarantine.died(decided_samples=0, sent_samples=160_000)
    assert skipped is not None
    assert quarantine.died(decided_samples=160_000, sent_samples=320_000) is None


def test_a_place_that_hangs_the_recogniser_is_passed_over_as_such() -> None:
    """It is told apart from a crash: another time the machine may have more to spare."""
    quarantine = Quarantine()
    assert quarantine.died(decided_samples=0, sent_samples=48_000, is_hang=True) is None
    skipped = quarantine.died(decided_samples=0, sent_samples=48_000, is_hang=True)
    assert skipped == SkippedRange(start_sample=0, end_sample=48_000, is_hang=True)


def test_a_crash_and_a_hang_do_not_add_up() -> None:
    """Different faults at one place are two accidents."""
    quarantine = Quarantine()
    assert quarantine.died(decided_samples=0, sent_samples=48_000) is None
    assert quarantine.died(decided_samples=0, sent_samples=48_000, is_hang=True) is None
    assert quarantine.died(decided_samples=0, sent_samples=48_000) is not None
