"""Shows what was measured, compares it with a saved run, and says how the command ends."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from appliance.diagnostics.comparison import Comparison, compare
from appliance.diagnostics.figures import Better, is_ratio, rule_for, words
from appliance.diagnostics.measured import MeasuredRun, Part, refuse_unwritable

Save = Annotated[
    Path | None,
    typer.Option("--save", metavar="FILE", help="Write all figures there.", dir_okay=False),
]
Against = Annotated[
    Path | None,
    typer.Option(
        "--against",
        metavar="FILE",
        help="Compare with a saved run: ratios; exit status 1 if something got worse.",
        dir_okay=False,
    ),
]

console = Console(highlight=False)


def begin(save: Path | None, against: Path | None) -> MeasuredRun | None:
    """Check the place to save at and read the run to compare with, before anything is measured.

    Raises SavedRunError.
    """
    if save is not None:
        refuse_unwritable(save)
    return MeasuredRun.load(against) if against else None


def keep(parts: Sequence[Part], save: Path | None) -> None:
    """Save what was measured so far, if that is wanted. Raises SavedRunError."""
    if save is not None:
        MeasuredRun.of(*parts).save(save)


def conclude(*parts: Part, against: MeasuredRun | None, as_json: bool) -> typer.Exit:
    """Compare; print that, or everything as JSON; return how to leave the command.

    Status 1: a target was missed, or, when compared, something got worse than it was.
    """
    comparison = compare(against, MeasuredRun.of(*parts)) if against is not None else None
    if as_json:
        typer.echo(json.dumps(_as_json(parts, comparison), ensure_ascii=False, indent=1))
    elif comparison is not None:
        show_comparison(comparison)
    if comparison is not None:
        return typer.Exit(1 if comparison.worse else 0)
    return typer.Exit(1 if any(part.missed for part in parts) else 0)


def show(part: Part) -> None:
    """Print one part as a table, ratios first."""
    console.print(part.title, style="bold", markup=False, soft_wrap=True)
    table = Table("", "measured", "target", box=None)
    for name, value in sorted(part.figures.items(), key=lambda one: not is_ratio(one[0])):
        table.add_row(words(name), f"{value:g}", target(part, name))
    for name, condition in part.conditions.items():
        table.add_row(f"[dim]{words(name)}[/dim]", f"[dim]{escape(condition)}[/dim]", "")
    console.print(table)


def show_comparison(comparison: Comparison) -> None:
    """Print ratios of now to before."""
    console.print("Against the saved run", style="bold")
    table = Table("", "now ÷ before", "before", "now", "", box=None)
    for line in comparison.lines:
        if rule_for(line.name).better is Better.NEITHER:
            continue
        ratio = "" if line.ratio is None else f"{line.ratio:.3f}"
        told = "[red]worse[/red]" if line.is_worse else ""
        name = f"{line.part}: {words(line.name)}"
        table.add_row(name, ratio, f"{line.before:g}", f"{line.now:g}", told)
    console.print(table)
    for note in comparison.notes:
        console.print(f"Note: {note}", markup=False)
    for line in comparison.worse:
        console.print(
            f"Worse: {line.part}: {words(line.name)} {line.before:g} → {line.now:g}", markup=False
        )


def target(part: Part, name: str) -> str:
    """Write a figure's target and whether it is missed."""
    if name not in part.targets:
        return ""
    missed = " [red]missed[/red]" if name in part.missed else ""
    return f"{rule_for(name).sign} {part.targets[name]:g}{missed}"


def _as_json(parts: tuple[Part, ...], comparison: Comparison | None) -> dict[str, Any]:
    compared = {} if comparison is None else {"against": comparison.as_json()}
    if len(parts) == 1:
        return {**parts[0].as_json(), **compared}
    return {**{part.name: part.as_json() for part in parts}, **compared}
