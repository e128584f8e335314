"""What is shown of a long step."""

import io
import sys

import pytest

from appliance.cli.step_progress import shown


class Terminal(io.StringIO):
    """An error output that somebody looks at."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_a_terminal_shows_a_bar_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """With how many of how many; nothing of it on the other output."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setattr(sys, "stdout", out := io.StringIO())
    with shown(counted="recordings") as progress:
        progress("taking over [1]", 3, 40)
        progress("taking over [1]", 17, 40)
    assert "taking over [1]" in terminal.getvalue()
    assert "17/40" in terminal.getvalue()
    assert "" == out.getvalue()


def test_a_step_of_unknown_length_goes_with_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would seem to go on beside it."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with shown() as progress:
        progress("checking", 0, None)
        progress("writing", 1_500_000, 3_000_000)
        progress("comparing", 0, 3_000_000)
    shown_last = terminal.getvalue()[terminal.getvalue().rindex("writing") :]
    assert "1.5/3.0 MB" in shown_last
    assert "comparing" in shown_last
    assert terminal.getvalue().rindex("checking") < terminal.getvalue().index("writing")


def test_without_a_terminal_there_are_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for every tenth, and one for a step of which nobody knows how long it is."""
    with shown(counted="recordings") as progress:
        progress("checking", 0, None)
        for number in range(1, 41):
            progress("taking over", number, 40)
    with shown() as progress:
        progress("copying", 1_500_000, 3_000_000)
    told = capsys.readouterr().err.splitlines()
    assert ["checking", "taking over: 0 % of 40 recordings"] == told[:2]
    assert ["taking over: 100 % of 40 recordings", "copying: 50 % of 3.0 MB"] == told[-2:]
    assert 13 == len(told)


def test_other_programs_hear_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """They read the result."""
    with shown(counted="recordings", quiet=True) as progress:
        progress("taking over", 1, 2)
    assert ("", "") == tuple(capsys.readouterr())
