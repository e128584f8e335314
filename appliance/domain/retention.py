"""What the rules of retention do to which recording, when, and why. Pure; decides nothing twice.

The plan names every recording, also those that stay, so that a dry run explains itself. Ages
count only by clocks that deserve trust: a wrong date must never delete anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

UNKNOWN_TIME: Final = datetime(1, 1, 1, tzinfo=UTC)
"""Noted for what went to the trash while the clock deserved no trust."""

_DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What may be deleted by itself. 0 switches a rule off."""

    max_age_days: int = 0
    """Older recordings go to the trash."""

    keep_free_bytes: int = 0
    """With less free space the oldest recordings are removed, those in the trash first."""

    only_exported: bool = False
    """Neither rule touches a recording whose audio no verified export has carried away."""

    trash_days: int = 7
    """How long what is in the trash can be restored."""

    @property
    def any(self) -> bool:
        """Something may be deleted that nobody deleted."""
        return self.max_age_days > 0 or self.keep_free_bytes > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A recording as the rules see it."""

    id: str
    ended: datetime
    clock_trusted: bool
    """``ended`` can be relied upon."""

    size_bytes: int
    hold: bool = False
    running: bool = False
    in_work: bool = False
    """Its text is just being made."""

    exported: bool = False
    trashed: datetime | None = None
    """Since when it is in the trash; UNKNOWN_TIME if no clock could tell."""

    surely_trashed_s: float | None = None
    """How long it was seen there by a clock that nobody sets; None if nobody watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The moment of a plan."""

    now: datetime
    clock_trusted: bool
    free_bytes: int


class Fate(StrEnum):
    """What happens to a recording."""

    STAYS = "stays"
    TRASH = "trash"
    """It goes to the trash and can still be restored."""

    REMOVED = "removed"


class Reason(StrEnum):
    """Why."""

    NO_RULE = "no-rule"
    RUNNING = "running"
    HOLD = "hold"
    IN_WORK = "in-work"
    NOT_EXPORTED = "not-exported"
    DATE_UNKNOWN = "date-unknown"
    """The clock was not trusted when it was recorded, or deleted."""

    CLOCK_UNTRUSTED = "clock-untrusted"
    """The clock is not trusted now."""

    AGE = "age"
    SPACE = "space"
    TRASH_OVER = "trash-over"
    NOT_TRASHED = "not-trashed"
    """Only what is in the trash is removed for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What happens to one recording, and when: ``in_s`` is 0 for now and None for never."""

    id: str
    fate: Fate
    reason: Reason
    in_s: float | None = None
    size_bytes: int = 0
    trashed: bool = False

    @property
    def is_due(self) -> bool:
        """It happens when the rules are applied now."""
        return self.in_s == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the rules do. ``short_bytes`` stay missing to the free space that is asked for."""

    rules: Rules
    prospects: tuple[Prospect, ...]
    short_bytes: int = 0


def plan(candidates: Sequence[Candidate], *, rules: Rules, present: Present) -> Plan:
    """Decide about every recording; the prospects are in the order of the candidates."""
    prospects = {each.id: _by_time(each, rules, present) for each in candidates}
    freed = sum(
        each.size_bytes for each in prospects.values() if each.is_due and each.fate is Fate.REMOVED
    )
    missing = rules.keep_free_bytes - present.free_bytes - freed if rules.keep_free_bytes else 0
    for candidate in _for_space(candidates, rules):
        if missing <= 0:
            break
        known = prospects[candidate.id]
        if known.is_due and known.fate is Fate.REMOVED:
            continue
        prospects[candidate.id] = replace(known, fate=Fate.REMOVED, reason=Reason.SPACE, in_s=0.0)
        missing -= candidate.size_bytes
    return Plan(
        rules=rules,
        prospects=tuple(prospects[each.id] for each in candidates),
        short_bytes=max(0, missing),
    )


def why_not_removed(candidate: Candidate) -> Reason | None:
    """Return what forbids that a recording is deleted at all, now; None if nothing does."""
    if candidate.running:
        return Reason.RUNNING
    if candidate.hold:
        return Reason.HOLD
    return Reason.IN_WORK if candidate.in_work else None


def _by_time(candidate: Candidate, rules: Rules, present: Present) -> Prospect:
    stays = Prospect(
        id=candidate.id,
        fate=Fate.STAYS,
        reason=Reason.NO_RULE,
        size_bytes=candidate.size_bytes,
        trashed=candidate.trashed is not None,
    )
    forbidden = why_not_removed(candidate)
    if forbidden in {Reason.RUNNING, Reason.HOLD}:
        return replace(stays, reason=forbidden)
    if candidate.trashed is not None:
        since, known = candidate.trashed, candidate.trashed != UNKNOWN_TIME
        days, fate, reason = rules.trash_days, Fate.REMOVED, Reason.TRASH_OVER
    elif not rules.any:
        return stays
    elif rules.only_exported and not candidate.exported:
        return replace(stays, reason=Reason.NOT_EXPORTED)
    elif not rules.max_age_days:
        return stays
    else:
        since, known = candidate.ended, candidate.clock_trusted
        days, fate, reason = rules.max_age_days, Fate.TRASH, Reason.AGE
    watched_s = candidate.surely_trashed_s if candidate.trashed is not None else None
    if known and present.clock_trusted:
        in_s = max(0.0, (since + timedelta(days=days) - present.now).total_seconds())
    elif watched_s is not None:
        in_s = max(0.0, days * _DAY_S - watched_s)
    else:
        reason = Reason.DATE_UNKNOWN if present.clock_trusted else Reason.CLOCK_UNTRUSTED
        return replace(stays, reason=reason)
    if not in_s and forbidden is not None:
        return replace(stays, reason=forbidden)
    return replace(stays, fate=fate, reason=reason, in_s=in_s)


def _for_space(candidates: Iterable[Candidate], rules: Rules) -> list[Candidate]:
    """Return what may give way for free space, in its order: nobody misses the trash."""
    allowed = [
        each
        for each in candidates
        if why_not_removed(each) is None
        and (each.trashed is not None or each.exported or not rules.only_exported)
    ]
    return sorted(allowed, key=_order)


def _order(candidate: Candidate) -> tuple[int, datetime, str]:
    if candidate.trashed is not None:
        return 0, candidate.trashed, candidate.id
    # A date nobody can rely upon says nothing about what is oldest: those come last.
    if not candidate.clock_trusted:
        return 2, UNKNOWN_TIME, candidate.id
    return 1, candidate.ended, candidate.id


def explained(prospect: Prospect, rules: Rules) -> str:
    """Say what happens and why, in English."""
    match prospect.reason:
        case Reason.AGE:
            return f"deleted {_when(prospect.in_s)}: older than {_days(rules.max_age_days)}"
        case Reason.TRASH_OVER:
            return f"removed {_when(prospect.in_s)}: in the trash for {_days(rules.trash_days)}"
        case Reason.SPACE:
            return f"removed now: less than {rules.keep_free_bytes / 1e9:.1f} GB are free"
        case Reason.DATE_UNKNOWN | Reason.CLOCK_UNTRUSTED if prospect.trashed:
            return "kept until the trash is emptied: the clock was not right, or is not now"
        case Reason.NO_RULE if not rules.any:
            return "kept: no rule is set"
        case _:
            return f"kept: {_KEPT[prospect.reason]}"


_KEPT: Final = {
    Reason.NO_RULE: "no rule asks for more",
    Reason.RUNNING: "it is being recorded",
    Reason.HOLD: "legal hold",
    Reason.IN_WORK: "it is just being made into text or exported",
    Reason.NOT_EXPORTED: "its audio is not exported yet",
    Reason.DATE_UNKNOWN: "the clock was not right then, so nobody knows how old it is",
    Reason.CLOCK_UNTRUSTED: "the clock is not trusted now",
    Reason.NOT_TRASHED: "it is not in the trash",
}


def _when(in_s: float | None) -> str:
    if not in_s:
        return "now"
    if in_s < _DAY_S:
        return "within a day"
    return f"in {_days(round(in_s / _DAY_S))}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
