"""CSV, read with the standard library's reader."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from appliance.export.formats.legible import one_line
from appliance.export.formats.spreadsheet import COLUMNS, neutral, original
from appliance.export.item import ExportItem
from appliance.export.options import Format
from tests.fakes.export_items import HOSTILE, hostile_item, item, written
from tests.fakes.speech import segment

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"


def rows(exported: ExportItem) -> list[dict[str, str]]:
    """All rows by column."""
    document = written(exported, Format.CSV)
    return list(csv.DictReader(io.StringIO(document.decode("utf-8-sig"), newline=""), strict=True))


def test_a_row_for_each_utterance_marker_and_gap() -> None:
    """In order, with all columns."""
    spoken = replace(segment(1.5, "好的，"), speaker=1, overlap=True)

    said, gap, marker = rows(item(spoken))

    assert list(COLUMNS) == list(said)
    assert {
        "kind": "utterance",
        "detail": "",
        "time": "00:00:01",
        "start_s": "1.5",
        "end_s": "3.5",
        "speaker": "Speaker 1",
        "text": "好的，",
        "raw_text": "好的，(raw)",
        "language": "zh",
        "confidence": "-0.25",
        "overlap": "1",
        "engine": "whisper",
        "model": "base",
    } == said
    assert ("gap", "microphone-lost", "2.0") == (gap["kind"], gap["detail"], gap["start_s"])
    assert ("marker", "decision", "批准") == (marker["kind"], marker["detail"], marker["text"])


def test_spreadsheet_programs_see_that_it_is_utf8_and_lines_end_as_the_standard_says() -> None:
    """Byte order mark; CR LF."""
    document = written(item(segment(0, "好")), Format.CSV)

    assert document.startswith(b"\xef\xbb\xbf")
    assert document.count(b"\n") == document.count(b"\r\n") == 4


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\ufffd=1", "'=1", "''@"])
def test_a_formula_is_put_behind_an_apostrophe_and_comes_back(text: str) -> None:
    """Also what looks as if that had been done already."""
    assert f"'{text}" == neutral(text)
    assert text == original(neutral(text))


@settings(deadline=None)
@given(text=HOSTILE)
def test_no_cell_is_a_formula_and_every_text_comes_back(text: str) -> None:
    """What was said, typed and named, on a line without control characters."""
    marker, said, _, _ = rows(hostile_item(text))

    for cell in (marker["text"], said["text"], said["raw_text"]):
        assert cell[:1] not in {*"=+-@＝＋－＠\t\r\n\ufffd"} - {""}
        assert one_line(text) == original(cell)
    assert (one_line(text) or "Speaker 1") == original(said["speaker"])


def test_every_column_is_documented() -> None:
    """In the reference, in order."""
    page = (REFERENCE / "export-formats.md").read_text(encoding="utf-8")

    assert list(COLUMNS) == re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
