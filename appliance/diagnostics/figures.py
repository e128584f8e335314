"""What a figure's name says about it: which way is better, and how much it varies by itself."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Better(StrEnum):
    """Which way."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRule:
    """How a figure is judged against an earlier one."""

    better: Better = Better.NEITHER
    slack_share: float = 0.0
    """A change by this share of the earlier value is taken for noise."""

    slack: float = 0.0
    """So is a change by this much."""

    is_of_machine: bool = False
    """Says nothing where the earlier one was taken on another machine."""

    def is_worse(self, before: float, now: float) -> bool:
        """Tell whether a figure got worse by more than noise."""
        change = now - before if self.better is Better.LOWER else before - now
        noise = max(self.slack_share * abs(before), self.slack)
        return self.better is not Better.NEITHER and change > noise

    @property
    def sign(self) -> str:
        """How a target is written."""
        return "≥" if self.better is Better.HIGHER else "≤"

    def meets(self, value: float, target: float) -> bool:
        """Tell whether a figure is as good as its target."""
        return value >= target if self.better is Better.HIGHER else value <= target


_LOWER: Final = Better.LOWER
_RULES: Final = (
    (r"^bare_", FigureRule()),  # the other side of a comparison
    (r"_share_of_", FigureRule(better=Better.HIGHER, slack_share=0.1)),
    # Ratios are taken side by side and hold on any machine.
    (r"(tax|ratio)(_|$)", FigureRule(better=_LOWER, slack_share=0.05)),
    (r"^live_cer$", FigureRule(better=_LOWER, slack=0.02)),
    (r"(^|_)(cer|wer|cer_spread)$", FigureRule(better=_LOWER, slack=0.001)),
    (r"hot_word_recall$", FigureRule(better=Better.HIGHER, slack=0.001)),
    (r"false_insertions", FigureRule(better=_LOWER)),
    (r"characters_per_.*hour", FigureRule(better=_LOWER, slack=1.0)),
    (r"(^|_)rtf(_|$)", FigureRule(better=_LOWER, slack_share=0.25, is_of_machine=True)),
    (
        r"_cpu_percent$",
        FigureRule(better=_LOWER, slack_share=0.25, slack=0.5, is_of_machine=True),
    ),
    (r"_growth_mb$", FigureRule(better=_LOWER, slack=2.0)),
    (r"blank_rows_percent$", FigureRule(better=_LOWER, slack=0.5)),
    (r"_mb$", FigureRule(better=_LOWER, slack_share=0.10, slack=20.0)),
    (r"_ms$", FigureRule(better=_LOWER, slack_share=0.25, slack=5.0, is_of_machine=True)),
    (r"slope_percent_per_hour$", FigureRule(better=_LOWER, slack=1.0)),
    (r"shift_s$", FigureRule(better=_LOWER, slack=0.05)),
    (r"hole_characters$", FigureRule(better=_LOWER, slack=1.0)),
    (
        r"_ms$",
        FigureRule(better=_LOWER, slack_share=0.25, slack=0.5, is_of_machine=True),
    ),
    (
        r"_s$",
        FigureRule(better=_LOWER, slack_share=0.25, slack=0.1, is_of_machine=True),
    ),
)


def words(name: str) -> str:
    """Write a figure's name for a person."""
    return name.replace("_", " ")


def is_ratio(name: str) -> bool:
    """Tell whether a figure compares two things measured side by side."""
    return not {"tax", "ratio"}.isdisjoint(name.split("_"))


def rule_for(name: str) -> FigureRule:
    """Return the rule of a figure; counts and lengths are neither better nor worse."""
    for pattern, rule in _RULES:
        if re.search(pattern, name):
            return rule
    return FigureRule()
