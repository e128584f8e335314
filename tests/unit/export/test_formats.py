"""What the exported files look like, and what all of them promise."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings

from appliance.domain.gap import GapCause
from appliance.domain.marker import MarkerKind
from appliance.export.formats import FORMATS, LABELS
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions, Format
from tests.fakes.export_items import HOSTILE, hostile_item, item, written
from tests.fakes.speech import recording, segment


def text_of(
    exported: ExportItem, options: ExportOptions | None = None, *, locale: str = "en"
) -> str:
    """The plain text."""
    return written(exported, Format.TXT, options, locale=locale).decode()


def test_there_is_a_writer_for_every_format_but_audio() -> None:
    """FLAC is streamed."""
    assert set(Format) - {Format.FLAC} == set(FORMATS)


def test_plain_text_shows_title_date_times_gaps_and_markers_in_order() -> None:
    """The whole document, line by line."""
    exported = item(segment(0.5, "会议开始。"), segment(62.0, "The pump\nleaks."))

    assert [
        "周会",
        "Recorded: 2025-05-01 12:00:00",
        "Duration: 00:01:00",
        "",
        "[00:00:00] 会议开始。",
        "[00:00:02] — not heard for 3.5 s: microphone unplugged —",
        "[00:00:03] ◆ Decision: 批准",
        "[00:01:02] The pump leaks.",
        "",
    ] == text_of(exported).split("\r\n")


def test_plain_text_has_no_byte_order_mark_and_windows_line_ends() -> None:
    """As decided in the module: readable everywhere, joined without rubbish."""
    document = written(item(segment(0, "好")), Format.TXT)

    assert not document.startswith(b"\xef\xbb\xbf")
    assert document.count(b"\n") == document.count(b"\r\n") > 0


@pytest.mark.parametrize("chosen", [Format.TXT, Format.MARKDOWN])
def test_a_text_says_when_there_is_no_speech_and_when_it_is_not_finished(chosen: Format) -> None:
    """An empty document would leave the reader in doubt."""
    none = ExportItem(recording=recording(), transcript=None)

    assert "no speech was recognised" in written(item(), chosen).decode()
    assert "not finished" in written(item(segment(0, "好"), complete=False), chosen).decode()
    assert "not finished" in written(none, chosen).decode()


def test_a_text_doubts_a_clock_that_was_not_set() -> None:
    """The date of a box without a clock battery means little."""
    doubtful = replace(recording(), started=replace(recording().started, clock_trusted=False))

    assert "not set reliably" in text_of(ExportItem(recording=doubtful, transcript=None))


def test_a_long_gap_is_told_in_hours() -> None:
    """Nobody counts ten thousand seconds."""
    (gap,) = recording().gaps
    long_one = replace(recording(), gaps=(replace(gap, duration_s=10_000.4),))

    assert "not heard for 02:46:40:" in text_of(ExportItem(recording=long_one, transcript=None))


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_every_label_is_there_in_every_language(locale: str) -> None:
    """None was forgotten when one was added."""
    labels = LABELS[locale]

    assert set(GapCause) == set(labels.causes)
    assert set(MarkerKind) == set(labels.markers)
    assert all(getattr(labels, field.name) for field in fields(labels))


def test_speakers_stand_before_what_they_say_where_there_are_several() -> None:
    """In the language of the document; a line that is nobody's has no name."""
    said = [
        replace(segment(start_s, text), speaker=speaker)
        for start_s, text, speaker in ((1, "开始。", 1), (5, "好的。", 2), (9, "嗯。", None))
    ]

    english = text_of(item(*said)).split("\r\n")
    chinese = text_of(item(*said), locale="zh-CN").split("\r\n")

    assert "Speakers: Speaker 1, Speaker 2" in english
    assert "[00:00:01] Speaker 1: 开始。" in english
    assert "[00:00:09] 嗯。" in english
    assert "说话人: 说话人 1、说话人 2" in chinese
    assert "[00:00:05] 说话人 2：好的。" in chinese


def test_names_that_a_person_gave_are_shown() -> None:
    """Also that of a single speaker: somebody wanted it there."""
    alone = item(replace(segment(1, "开始。"), speaker=1))

    assert "李工: 开始。" in text_of(replace(alone, speaker_names={1: " 李工\n"}))
    assert "Speaker" not in text_of(alone)
    assert "Speaker" not in text_of(replace(alone, speaker_names={1: " "}))


def test_speakers_and_times_can_be_left_out() -> None:
    """For a text to paste elsewhere."""
    exported = replace(
        item(replace(segment(1, "开始。"), speaker=1), replace(segment(5, "好的。"), speaker=2)),
        speaker_names={1: "李工"},
    )

    lines = text_of(exported, ExportOptions(with_speakers=False, with_times=False)).split("\r\n")

    assert ["开始。", "— not heard for 3.5 s: microphone unplugged —"] == lines[4:6]
    for chosen in FORMATS:
        without = written(exported, chosen, ExportOptions(with_speakers=False))
        assert "李工".encode() not in without


@pytest.mark.parametrize(
    "chosen", [Format.TXT, Format.MARKDOWN, Format.SRT, Format.VTT, Format.CSV, Format.JSON]
)
def test_the_recognisers_own_words_can_be_exported(chosen: Format) -> None:
    """CSV and JSON hold both texts in any case."""
    exported = item(replace(segment(1, "5%。"), raw_text="百分之五"))

    raw = written(exported, chosen, ExportOptions(use_raw_text=True)).decode()

    assert "百分之五" in raw
    assert (chosen in {Format.CSV, Format.JSON}) == ("5%。" in raw)


@settings(deadline=None)
@given(text=HOSTILE)
def test_every_format_takes_any_text_and_gives_the_same_bytes(text: str) -> None:
    """Also halves of surrogate pairs, which UTF-8 cannot hold, and what XML forbids."""
    exported = hostile_item(text)

    for chosen in set(FORMATS) - {Format.DOCX}:
        document = written(exported, chosen, locale="zh-CN")
        assert document == written(exported, chosen, locale="zh-CN")
        assert not {*"\0\x1b\x85\u2028"} & {*document.decode()} - (
            {"\x85", "\u2028"} if chosen is Format.JSON else set()
        )
