"""Figures beside those of a saved run: ratios first, and what got worse."""

from dataclasses import dataclass
from typing import Any, Final

from appliance.diagnostics.figures import Better, rule_for
from appliance.diagnostics.measured import MeasuredRun, Part, SavedRunError

_SAME: Final = ("files", "minutes")
"""Conditions without which two runs measure different things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure, then and now."""

    part: str
    name: str
    before: float
    now: float
    is_worse: bool

    @property
    def ratio(self) -> float | None:
        """Now ÷ before; None where before was nothing."""
        return self.now / self.before if self.before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """See the module."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    """What differs between the runs besides the figures."""

    @property
    def worse(self) -> list[Line]:
        """Figures that got worse by more than noise."""
        return [line for line in self.lines if line.is_worse]

    def as_json(self) -> dict[str, Any]:
        """Return it for other programs."""
        return {
            "figures": [
                {
                    "part": line.part,
                    "name": line.name,
                    "ratio": None if line.ratio is None else round(line.ratio, 4),
                    "before": line.before,
                    "now": line.now,
                    "worse": line.is_worse,
                }
                for line in self.lines
            ],
            "worse": [f"{line.part}: {line.name}" for line in self.worse],
            "notes": list(self.notes),
        }


def compare(before: MeasuredRun, now: MeasuredRun) -> Comparison:
    """Compare all parts both runs have. Raises SavedRunError if they share none."""
    is_like = now.machine.is_like(before.machine)
    notes = [] if is_like else [_other_machine(before)]
    lines: list[Line] = []
    shared = False
    for part in now.parts:
        earlier = before.part(part.name)
        if earlier is None:
            notes.append(f"{part.title}: not in the saved run")
            continue
        shared = True
        if _measure_different_things(earlier, part, notes):
            continue
        lines += [
            _line(part, name, earlier.figures[name], value, is_like=is_like)
            for name, value in part.figures.items()
            if name in earlier.figures
        ]
    if not shared:
        raise SavedRunError(
            "The saved run holds none of what was measured now, but: {parts}.",
            hint="Compare with a run of the same command.",
            parts=", ".join(part.name for part in before.parts) or "nothing",
        )
    return Comparison(lines=tuple(lines), notes=tuple(notes))


def _line(part: Part, name: str, before: float, now: float, *, is_like: bool) -> Line:
    rule = rule_for(name)
    is_judged = rule.better is not Better.NEITHER and (is_like or not rule.is_of_machine)
    return Line(
        part=part.name,
        name=name,
        before=before,
        now=now,
        is_worse=is_judged and rule.is_worse(before, now),
    )


def _measure_different_things(before: Part, now: Part, notes: list[str]) -> bool:
    different = False
    for name in {**before.conditions, **now.conditions}:
        then, here = before.conditions.get(name, "none"), now.conditions.get(name, "none")
        if then != here:
            notes.append(f"{now.title}: {name} was {then}, is {here}")
            if name in _SAME:
                different = True
                notes.append(f"{now.title}: not compared, since that is another measurement")
    return different


def _other_machine(before: MeasuredRun) -> str:
    machine = before.machine
    return (
        f"the saved run is of another machine ({machine.cpu}, {machine.cores} cores): "
        "its times are shown, but not judged"
    )
