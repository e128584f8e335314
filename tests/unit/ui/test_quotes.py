"""What is quoted of each speaker."""

from dataclasses import replace

import pytest

from appliance.domain.transcript import Segment, Transcript
from tests.fakes.speech import segment, transcript
from tests.fakes.station import FakeStation
from ui.quotes import SHORT, quotes


def told(*segments: Segment) -> list[tuple[int, str]]:
    """Return who is quoted with what, where this was said."""
    view = FakeStation().add_recording("20250512-093000-a1b2")
    spoken: Transcript = transcript(*segments)
    return [(quote.speaker, quote.text) for quote in quotes(replace(view, transcript=spoken))]


def by(speaker: int | None, start_s: float, text: str, *, overlap: bool = False) -> Segment:
    """Return a line that somebody says."""
    return replace(segment(start_s, text), speaker=speaker, overlap=overlap)


def test_each_is_quoted_with_the_longest_short_line() -> None:
    """By their numbers; nobody knows who says what has no speaker."""
    segments = (
        by(2, 0, "好。"),
        by(1, 2, "对。"),
        by(2, 4, "明天安排检修。"),
        by(None, 6, "谁也不知道这是谁说的。"),
        by(1, 8, "长" * (SHORT + 1)),
    )
    assert [(1, "对。"), (2, "明天安排检修。")] == told(*segments)


def test_what_several_said_at_once_is_quoted_only_where_there_is_nothing_else() -> None:
    """It would not tell who is who."""
    assert [(1, "对。"), (2, "我们一起说。")] == told(
        by(1, 0, "大家都在说话。", overlap=True),
        by(1, 2, "对。"),
        by(2, 4, "我们一起说。", overlap=True),
    )


def test_of_long_lines_the_shortest_is_cut() -> None:
    """A sheet has room for a line or two."""
    lines = (by(1, 0, "长" * 90), by(1, 9, "短" * 70))
    assert [(1, "短" * SHORT + "…")] == told(*lines)


def test_who_says_nothing_is_not_quoted() -> None:
    """There is nobody to be named."""
    assert [] == told()
    assert [] == quotes(replace(FakeStation().add_recording("20250512-093000-a1b2")))


@pytest.mark.parametrize("start_s", [0.0, 12.5])
def test_a_quote_knows_when_it_was_said(start_s: float) -> None:
    """So that it can be heard."""
    view = FakeStation().add_recording("20250512-093000-a1b2")
    (quote,) = quotes(replace(view, transcript=transcript(by(1, start_s, "对。"))))
    assert start_s == quote.start_s < quote.end_s
