"""What the rules of retention decide, and how they explain it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.retention import (
    UNKNOWN_TIME,
    Candidate,
    Fate,
    Plan,
    Present,
    Reason,
    Rules,
    explained,
    plan,
)

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
PRESENT = Present(now=NOW, clock_trusted=True, free_bytes=50)


def made(days_ago: float, recording_id: str = "a", **values: object) -> Candidate:
    """A recording of ten bytes that ended so long ago."""
    candidate = Candidate(
        id=recording_id,
        ended=NOW - timedelta(days=days_ago),
        clock_trusted=True,
        size_bytes=10,
    )
    return replace(candidate, **values)  # type: ignore[arg-type]


def said(decided: Plan) -> list[str]:
    """The explanations."""
    return [explained(each, decided.rules) for each in decided.prospects]


@pytest.mark.parametrize(
    ("candidate", "text"),
    [
        (made(78), "deleted in 12 days: older than 90 days"),
        (made(89.5), "deleted within a day: older than 90 days"),
        (made(90), "deleted now: older than 90 days"),
        (made(900, hold=True), "kept: legal hold"),
        (made(900, running=True), "kept: it is being recorded"),
        (made(900, in_work=True), "kept: it is just being made into text or exported"),
        (made(78, in_work=True), "deleted in 12 days: older than 90 days"),
        (
            made(900, clock_trusted=False),
            "kept: the clock was not right then, so nobody knows how old it is",
        ),
        (made(1, trashed=NOW - timedelta(days=6)), "removed in 1 day: in the trash for 7 days"),
        (made(1, trashed=NOW - timedelta(days=7)), "removed now: in the trash for 7 days"),
        (made(1, trashed=NOW - timedelta(days=8), hold=True), "kept: legal hold"),
        (
            made(1, trashed=UNKNOWN_TIME),
            "kept until the trash is emptied: the clock was not right, or is not now",
        ),
        (
            made(1, trashed=UNKNOWN_TIME, surely_trashed_s=6 * 86_400.0),
            "removed in 1 day: in the trash for 7 days",
        ),
        (
            made(1, trashed=NOW, surely_trashed_s=99 * 86_400.0),
            "removed in 7 days: in the trash for 7 days",
        ),
    ],
)
def test_every_recording_is_told_what_happens_to_it(candidate: Candidate, text: str) -> None:
    """And when, and why."""
    decided = plan([candidate], rules=Rules(max_age_days=90), present=PRESENT)

    assert [text] == said(decided)
    assert (text.partition(":")[0].endswith("now")) == decided.prospects[0].is_due


def test_without_rules_only_the_trash_is_emptied() -> None:
    """Retention is off unless somebody wants it."""
    decided = plan(
        [made(9_000), made(1, "b", trashed=NOW - timedelta(days=30))],
        rules=Rules(),
        present=replace(PRESENT, free_bytes=0),
    )

    assert ["kept: no rule is set", "removed now: in the trash for 7 days"] == said(decided)


def test_a_clock_that_is_not_trusted_deletes_nothing_by_age() -> None:
    """Whatever it claims."""
    trashed = made(1, "b", trashed=NOW - timedelta(days=30))
    watched = replace(trashed, id="c", surely_trashed_s=7 * 86_400.0)
    decided = plan(
        [made(900), trashed, watched],
        rules=Rules(max_age_days=90),
        present=replace(PRESENT, clock_trusted=False),
    )

    assert [
        "kept: the clock is not trusted now",
        "kept until the trash is emptied: the clock was not right, or is not now",
        "removed now: in the trash for 7 days",
    ] == said(decided)


def test_only_what_was_exported_is_deleted_if_the_rules_say_so() -> None:
    """By age and by space; what a person deleted is another matter."""
    rules = Rules(max_age_days=90, keep_free_bytes=100, only_exported=True)
    decided = plan(
        [
            made(900),
            made(800, "b", exported=True),
            made(700, "c", trashed=NOW - timedelta(days=1)),
        ],
        rules=rules,
        present=PRESENT,
    )

    assert [Fate.STAYS, Fate.REMOVED, Fate.REMOVED] == [each.fate for each in decided.prospects]
    assert "kept: its audio is not exported yet" == said(decided)[0]
    assert 30 == decided.short_bytes


def test_for_space_the_trash_goes_first_and_then_the_oldest() -> None:
    """No more than needed; what has no reliable date comes last."""
    candidates = [
        made(1, "new"),
        made(50, "old"),
        made(70, "undated", clock_trusted=False),
        made(60, "held", hold=True),
        made(2, "trashed", trashed=NOW - timedelta(days=1)),
    ]
    removed = []
    for wanted in (55, 65, 75, 85, 95):
        decided = plan(candidates, rules=Rules(keep_free_bytes=wanted), present=PRESENT)
        removed.append({each.id for each in decided.prospects if each.is_due})

    assert [
        {"trashed"},
        {"trashed", "old"},
        {"trashed", "old", "new"},
        {"trashed", "old", "new", "undated"},
        {"trashed", "old", "new", "undated"},
    ] == removed
    assert 5 == decided.short_bytes


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        id=st.uuids().map(str),
        ended=st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(
            lambda moment: moment.replace(tzinfo=UTC)
        ),
        clock_trusted=st.booleans(),
        size_bytes=st.integers(0, 100),
        hold=st.booleans(),
        running=st.booleans(),
        in_work=st.booleans(),
        exported=st.booleans(),
        trashed=st.none() | st.sampled_from([UNKNOWN_TIME, NOW, NOW - timedelta(days=9)]),
        surely_trashed_s=st.none() | st.floats(0, 1e7),
    ),
    max_size=12,
    unique_by=lambda each: each.id,
)
RULES = st.builds(
    Rules,
    max_age_days=st.integers(0, 3_000),
    keep_free_bytes=st.integers(0, 500),
    only_exported=st.booleans(),
    trash_days=st.integers(0, 30),
)


@given(candidates=CANDIDATES, rules=RULES, trusted=st.booleans(), free=st.integers(0, 500))
def test_nothing_is_ever_deleted_that_must_stay(
    candidates: list[Candidate], rules: Rules, trusted: bool, free: int
) -> None:
    """Whatever the rules, the clock and the disk."""
    present = Present(now=NOW, clock_trusted=trusted, free_bytes=free)
    decided = plan(candidates, rules=rules, present=present)

    assert [each.id for each in candidates] == [each.id for each in decided.prospects]
    for candidate, prospect in zip(candidates, decided.prospects, strict=True):
        assert explained(prospect, rules)
        if not prospect.is_due:
            continue
        assert not any((candidate.hold, candidate.running, candidate.in_work))
        assert prospect.fate is not Fate.STAYS
        if prospect.reason is Reason.TRASH_OVER and not trusted:
            assert candidate.surely_trashed_s is not None
            assert candidate.surely_trashed_s >= rules.trash_days * 86_400
        if prospect.reason is Reason.AGE:
            assert trusted
            assert candidate.clock_trusted
            assert candidate.ended + timedelta(days=rules.max_age_days) <= NOW
        if candidate.trashed is None:
            assert rules.any
            assert candidate.exported or not rules.only_exported
        if prospect.reason is Reason.SPACE:
            assert free < rules.keep_free_bytes
    removed = sum(
        each.size_bytes for each in decided.prospects if each.is_due and each.fate is Fate.REMOVED
    )
    if rules.keep_free_bytes:
        assert decided.short_bytes >= rules.keep_free_bytes - free - removed
