"""The queue line by line, where there is no terminal."""

import pytest

from appliance.cli.batch_view import LINES_EVERY_S, BatchView
from appliance.domain.batch import JobState
from appliance.wire.files import FileLine, QueueTold
from appliance.wire.files_client import KnownQueue


def known(done_s: float) -> KnownQueue:
    """Return a queue with one file in work."""
    line = FileLine(
        id="a1", batch_id="b1", name="talk.mp3", path=None, size_bytes=1,
        state=JobState.RECOGNISING, done_s=done_s, total_s=3600.0,
    )  # fmt: skip
    head = QueueTold(
        files=(line,), done_s=done_s, total_s=3600.0, left_s=90.0, counts={JobState.RECOGNISING: 1}
    )
    queue = KnownQueue()
    queue.take(head)
    return queue


@pytest.mark.parametrize("is_quiet", [False, True])
def test_now_and_then_a_line_tells_how_far_it_is(
    capsys: pytest.CaptureFixture[str], *, is_quiet: bool
) -> None:
    """Not each change of it, and nothing where the result alone is wanted."""
    now_s = 0.0
    with BatchView(only=None, is_quiet=is_quiet, monotonic=lambda: now_s) as view:
        for done_s in (60.0, 120.0, 180.0):
            view.show(known(done_s))
            now_s += LINES_EVERY_S / 2
        view.show(known(240.0))
    said = capsys.readouterr().err
    expected = (
        "a1  is recognised  talk.mp3  0:03:00 of 1:00:00\n1 being recognised. About 0:01:30 left.\n"
    )
    assert ("" if is_quiet else expected) == said
