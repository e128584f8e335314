"""A saved run as a page of the reference: the machine, then ratios, then everything."""

from collections.abc import Iterator, Sequence
from typing import Final

from appliance.diagnostics.figures import is_ratio, rule_for, words
from appliance.diagnostics.measured import MeasuredRun, Part
from appliance.diagnostics.measuring_machine import MeasuringMachine

GENERATED: Final = "<!-- Written by `tingxia bench report` from a saved run; do not edit. -->"
_MOST_TEXTS: Final = 40


def page(run: MeasuredRun) -> str:
    """Return the page in Markdown."""
    lines = [
        GENERATED,
        "",
        "# Benchmarks",
        "",
        (
            f"Measured on {run.measured_at:%Y-%m-%d} as in [Measure](../how-to/measure.md). Ratios "
            "compare two things measured side by side and hold on any machine; times are this "
            "machine's."
        ),
        "",
        *_machine(run.machine),
        *_ratios(run.parts),
        *_targets(run.parts),
    ]
    for part in run.parts:
        lines += _part(part)
    return "\n".join(lines).rstrip() + "\n"


def _machine(machine: MeasuringMachine) -> Iterator[str]:
    flags = ", ".join(machine.flags) or "none that matters"
    libraries = ", ".join(f"{name} {version}" for name, version in machine.libraries.items())
    yield from ("## The machine", "", "| | |", "|---|---|")
    yield f"| CPU | {_cell(machine.cpu)}, {machine.cores} cores |"
    yield f"| instructions for int8 and floats | {flags} |"
    yield f"| memory | {machine.memory_bytes / 2**30:.1f} GiB |"
    yield f"| system | {_cell(machine.system)}, Python {machine.python} |"
    yield f"| libraries | {_cell(libraries)} |"
    if machine.load_before is not None:
        yield f"| busy processes at the end | {machine.load_before:g} |"
    yield ""


def _ratios(parts: Sequence[Part]) -> Iterator[str]:
    rows = [(part, name) for part in parts for name in part.figures if is_ratio(name)]
    yield from _table("Ratios", rows)


def _targets(parts: Sequence[Part]) -> Iterator[str]:
    """Yield every other figure that has a target."""
    rows = [
        (part, name)
        for part in parts
        for name in part.targets
        if name in part.figures and not is_ratio(name)
    ]
    yield from _table("Targets", rows)


def _table(title: str, rows: Sequence[tuple[Part, str]]) -> Iterator[str]:
    if not rows:
        return
    yield from (f"## {title}", "", "| | measured | target | |", "|---|---|---|---|")
    for part, name in rows:
        target, verdict = "", ""
        if name in part.targets:
            target = f"{rule_for(name).sign} {part.targets[name]:g}"
            verdict = "**missed**" if name in part.missed else "met"
        what = f"{_cell(part.title)}: {words(name)}"
        yield f"| {what} | {part.figures[name]:g} | {target} | {verdict} |"
    yield ""


def _part(part: Part) -> Iterator[str]:
    yield from (f"## {part.title}", "")
    if part.conditions:
        told = ", ".join(f"{words(name)} {value}" for name, value in part.conditions.items())
        yield from (f"{told}.", "")
    yield from ("| | measured |", "|---|---|")
    for name, value in part.figures.items():
        yield f"| {words(name)} | {value:g} |"
    yield ""
    yield from _corrections(part)


def _corrections(part: Part) -> Iterator[str]:
    """Yield what the lexicon changed, with what was said."""
    changed = [
        (file["name"], change["before"], change["after"])
        for file in part.details.get("with_lexicon", ())
        for change in file["corrections"]
    ]
    if not changed:
        return
    yield from ("Corrected by the lexicon:", "", "| file | heard | corrected |", "|---|---|---|")
    for name, before, after in changed[:_MOST_TEXTS]:
        yield f"| {_cell(name)} | {_cell(before)} | {_cell(after)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")
