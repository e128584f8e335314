"""The last lines of the diaries."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from appliance.diagnostics.log_lines import decoded, last_lines, tail


def line(at: str, level: str, message: str) -> str:
    """Return a line of a diary."""
    return json.dumps({"time": at, "level": level, "message": message, "event": "e"})


def test_warnings_come_first_and_the_newest_of_them(tmp_path: Path) -> None:
    """From the logs of all processes and their older parts."""
    (tmp_path / "capture.log").write_text(line("3", "INFO", "c") + "\n" + line("4", "WARNING", "d"))
    (tmp_path / "capture.log.1").write_text(line("1", "ERROR", "a") + "\ntorn{\n")
    (tmp_path / "station.log").write_text(line("5", "INFO", "e"))
    told = last_lines(tmp_path, 3)
    assert ["d", "a", "e"] == [each.message for each in told]
    assert ["capture", "capture", "station"] == [each.process for each in told]
    assert () == last_lines(tmp_path / "none", 3)


def test_only_whole_lines_of_the_end_are_read(tmp_path: Path) -> None:
    """However long the file."""
    file = tmp_path / "x.log"
    file.write_bytes(b"first\nsecond\nthird\n")
    assert b"third\n" == tail(file, 8)
    assert b"first\nsecond\nthird\n" == tail(file, 100)
    assert b"" == tail(tmp_path / "gone", 8)


@given(st.binary(max_size=80))
def test_no_line_stops_the_reading(raw: bytes) -> None:
    """A line of ours is an object with a message."""
    told = decoded(raw)
    assert told is None or "message" in told
