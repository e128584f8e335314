"""A saved run as a page of the reference: the machine, then ratios, then everything."""

from collections.abc import Iterator, Sequence
from typing import Final

from appliance.diagnostics.figures import Better, rule_for
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
        *_targets(run.parts),
        *_ratios(run.parts),
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


def _targets(parts: Sequence[Part]) -> Iterator[str]:
    """Yield every figure that has a target; what is missed says so."""
    rows = [(part, name) for part in parts for name in part.targets if name in part.figures]
    if not rows:
        return
    yield from ("## Targets", "", "| | measured | target | |", "|---|---|---|---|")
    for part, name in rows:
        sign = "≥" if rule_for(name).better is Better.HIGHER else "≤"
        verdict = "**missed**" if name in part.missed else "met"
        yield (
            f"| {_cell(part.title)}: {_words(name)} | {part.figures[name]:g} | "
            f"{sign} {part.targets[name]:g} | {verdict} |"
        )
    yield ""


def _ratios(parts: Sequence[Part]) -> Iterator[str]:
    rows = [
        (part, name, value)
        for part in parts
        for name, value in part.figures.items()
        if {"ratio", "tax"} & set(name.split("_"))
    ]
    if not rows:
        return
    yield from ("## Ratios", "", "| | ratio |", "|---|---|")
    for part, name, value in rows:
        yield f"| {_cell(part.title)}: {_words(name)} | {value:g} |"
    yield ""


def _part(part: Part) -> Iterator[str]:
    yield from (f"## {part.title}", "")
    if part.conditions:
        told = ", ".join(f"{_words(name)} {value}" for name, value in part.conditions.items())
        yield from (f"{told}.", "")
    yield from ("| | measured |", "|---|---|")
    for name, value in part.figures.items():
        yield f"| {_words(name)} | {value:g} |"
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


def _words(name: str) -> str:
    return name.replace("_", " ")


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")
