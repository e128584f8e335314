"""Saved runs: written, read, compared; what a figure's name says about it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.diagnostics import targets
from appliance.diagnostics.comparison import compare
from appliance.diagnostics.figures import Better, is_ratio, rule_for
from appliance.diagnostics.measured import (
    MeasuredRun,
    Part,
    SavedRunError,
    joined,
    refuse_unwritable,
)
from appliance.diagnostics.measuring_machine import MeasuringMachine

MACHINE = MeasuringMachine(
    cpu="A processor",
    cores=2,
    flags=("avx2",),
    memory_bytes=2**30,
    system="Linux 6.1 x86_64",
    python="3.11.7",
    libraries={"tingxia": "0.1.0"},
)


def run(machine: MeasuringMachine = MACHINE, /, **figures: float) -> MeasuredRun:
    """Return a run with one part."""
    part = Part(name="load", title="Load", conditions={"minutes": "5"}, figures=figures)
    return MeasuredRun(machine=machine, measured_at=datetime(2026, 1, 1, tzinfo=UTC), parts=(part,))


@pytest.mark.parametrize(
    ("name", "before", "now", "is_worse"),
    [
        ("load_s", 2.0, 2.4, False),
        ("load_s", 2.0, 2.6, True),
        ("load_s", 2.0, 1.0, False),
        ("rss_mb", 400.0, 430.0, False),
        ("rss_mb", 400.0, 450.0, True),
        ("tax", 1.02, 1.06, False),
        ("tax", 1.02, 1.09, True),
        ("cer", 0.1, 0.12, True),
        ("hot_word_recall", 0.9, 0.8, True),
        ("hot_word_recall", 0.9, 1.0, False),
        ("false_insertions", 0, 1, True),
        ("utterances", 20, 10, False),
        ("bare_rtf", 0.1, 0.9, False),
    ],
)
def test_only_what_is_more_than_noise_is_worse(
    name: str, before: float, now: float, *, is_worse: bool
) -> None:
    """How much that is, and which way, the figure's name says."""
    assert is_worse == bool(compare(run(**{name: before}), run(**{name: now})).worse)


def test_times_of_another_machine_are_not_judged() -> None:
    """Ratios are: they hold on any machine."""
    other = replace(MACHINE, cpu="Another one")
    compared = compare(run(other, load_s=1.0, tax=1.0), run(load_s=9.0, tax=2.0))

    assert ["tax"] == [line.name for line in compared.worse]
    assert [9.0, 2.0] == [line.ratio for line in compared.lines]
    assert "Another one" in compared.notes[0]


def test_other_minutes_are_another_measurement() -> None:
    """Its figures are not put beside each other; that is said."""
    longer = run(load_s=1.0)
    part = replace(longer.parts[0], conditions={"minutes": "60"})
    compared = compare(replace(longer, parts=(part,)), run(load_s=9.0))

    assert () == compared.lines
    assert "Load: minutes was 60, is 5" == compared.notes[0]


def test_a_run_of_something_else_cannot_be_compared_with() -> None:
    """The error names what it holds."""
    other = run(load_s=1.0)
    other = replace(other, parts=(replace(other.parts[0], name="tax"),))
    with pytest.raises(SavedRunError, match="but: tax"):
        compare(other, run(load_s=1.0))


def test_a_saved_run_is_read_as_it_was(tmp_path: Path) -> None:
    """Every field of it."""
    measured = run(load_s=1.5)
    measured.save(tmp_path / "run.json")

    assert measured == MeasuredRun.load(tmp_path / "run.json")


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "Invalid JSON"), ("{}", "machine"), ("[1]", "is no saved run"), ("\x00", "Invalid JSON")],
)
def test_another_file_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    """With what is wrong, and what to name instead."""
    file = tmp_path / "run.json"
    file.write_text(content)
    with pytest.raises(SavedRunError, match=reason) as refused:
        MeasuredRun.load(file)
    assert "--save" in refused.value.hint


def test_a_place_where_nothing_can_be_saved_is_refused(tmp_path: Path) -> None:
    """Before anything is measured; nothing is left there by the check."""
    refuse_unwritable(tmp_path / "run.json")
    for file in (tmp_path, tmp_path / "none" / "run.json"):
        with pytest.raises(SavedRunError, match="cannot be written"):
            refuse_unwritable(file)
    assert [] == list(tmp_path.iterdir())


def test_the_last_of_joined_runs_counts() -> None:
    """Of one machine only: times of two mean nothing side by side."""
    long = run(rtf=0.1)
    long = replace(long, parts=(replace(long.parts[0], name="long"),))
    both = joined([run(load_s=1.0), long, run(load_s=2.0)])

    assert [("load", {"load_s": 2.0}), ("long", {"rtf": 0.1})] == [
        (part.name, part.figures) for part in both.parts
    ]
    with pytest.raises(SavedRunError, match="different machines"):
        joined([run(replace(MACHINE, cores=8)), run()])


def test_a_target_is_met_or_missed() -> None:
    """A figure that is not there misses nothing."""
    part = Part(
        name="accuracy",
        title="Accuracy",
        figures={"tax": 1.06, "hot_word_recall": 0.9, "rss_mb": 601.0},
        targets={"tax": 1.05, "hot_word_recall": 0.9, "rss_mb": 600.0, "load_s": 3.0},
    )
    assert ["tax", "rss_mb"] == part.missed


def test_names_of_figures_tell_ratios_from_times() -> None:
    """A real-time factor is a time of this machine."""
    assert [True, True, False] == [
        is_ratio(name) for name in ("tax_in_total", "cer_ratio_to_bare", "service_rtf")
    ]
    assert rule_for("service_rtf").is_of_machine
    assert Better.NEITHER is rule_for("characters").better


def test_a_run_is_saved_with_its_targets(tmp_path: Path) -> None:
    """They are of a kind that cannot be changed, which JSON does not know."""
    saved = MeasuredRun.of(Part(name="export", title="Export", targets=targets.EXPORT))

    saved.save(tmp_path / "run.json")

    assert saved == MeasuredRun.load(tmp_path / "run.json")
