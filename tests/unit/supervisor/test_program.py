"""How the end of a process is described."""

import pytest

from appliance.supervisor.program import LAST_WORDS_LIMIT, describe_end

TRACEBACK = 'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: no'
SEGFAULT = 'Fatal Python error: Segmentation fault\n\nThread 0x1:\n  File "x.py", line 1 in f'


@pytest.mark.parametrize(
    ("status", "words", "described"),
    [
        (0, "", "exit status 0"),
        (3, TRACEBACK, "exit status 3: ValueError: no"),
        (-9, "", "killed by SIGKILL"),
        (-40, "", "killed by signal 40"),
        (-11, SEGFAULT, "killed by SIGSEGV: Fatal Python error: Segmentation fault"),
    ],
)
def test_status_and_most_telling_line(status: int, words: str, described: str) -> None:
    """The signal by name, then the line that says most."""
    assert described == describe_end(status, words)


def test_last_words_are_bounded() -> None:
    """An endless line does not travel whole."""
    assert len(describe_end(1, "x" * 10_000)) < LAST_WORDS_LIMIT + 50
