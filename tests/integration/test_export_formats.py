"""Exported documents, opened with programs that are not ours."""

import io
import unicodedata
import zipfile
from dataclasses import replace
from datetime import datetime
from html import unescape

import docx
import pysubs2
import webvtt
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import example, given, settings

from appliance.domain.subtitles import Cue
from appliance.export.formats import LABELS, srt
from appliance.export.formats.captions import captions
from appliance.export.formats.legible import one_line
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions, Format
from tests.fakes.export_items import HOSTILE, compact, hostile_item, item, written
from tests.fakes.speech import segment, sentences

TALK = replace(
    item(*(replace(each, speaker=n % 2 + 1) for n, each in enumerate(sentences(6)))),
    speaker_names={1: "李工 & <团队>"},
)


def subtitles(exported: ExportItem) -> list[Cue]:
    """What the cue maker made, before it was written down."""
    return list(captions(exported, LABELS["en"], ExportOptions()))


def folded(text: str) -> str:
    """Without spaces, invisible joiners, and the difference to full-width look-alikes."""
    return compact(unicodedata.normalize("NFKC", text)).replace("\u2060", "")


def srt_read(exported: ExportItem) -> pysubs2.SSAFile:
    """As pysubs2 reads it."""
    file = io.TextIOWrapper(io.BytesIO(written(exported, Format.SRT)), encoding="utf-8")
    return pysubs2.SSAFile.from_file(file, format_="srt")


def vtt_read(exported: ExportItem) -> list[webvtt.Caption]:
    """As webvtt-py reads it."""
    return webvtt.from_string(written(exported, Format.VTT).decode()).captions


def webvtt_notes(exported: ExportItem) -> list[str]:
    """Comments before the first cue."""
    found: list[str] = webvtt.from_string(written(exported, Format.VTT).decode()).header_comments
    return found


def word_read(exported: ExportItem, options: ExportOptions | None = None) -> Document:
    """As python-docx reads it."""
    return docx.Document(io.BytesIO(written(exported, Format.DOCX, options)))


def test_srt_has_the_same_cues_in_pysubs2() -> None:
    """Times to the millisecond, lines, names before the words."""
    found = srt_read(TALK)

    led = captions(TALK, LABELS["en"], ExportOptions(), written=srt._written, with_lead=True)
    assert [(cue.start_ms, cue.end_ms) for cue in led] == [
        (event.start, event.end) for event in found
    ]
    assert "李工 & ＜团队>: 今天的会议现在开始。" == found[0].plaintext
    assert "Speaker 2: 请大家看第二页，\n这里有一个问题。" == found[1].plaintext


def test_vtt_has_the_same_cues_in_webvtt() -> None:
    """Times, lines, voices, and comments for markers and gaps."""
    found = vtt_read(TALK)

    assert [(cue.start_ms, cue.end_ms, cue.lines) for cue in subtitles(TALK)] == [
        (
            each.start_time.in_milliseconds(),
            each.end_time.in_milliseconds(),
            tuple(unescape(each.text).split("\n")),
        )
        for each in found
    ]
    assert ["李工 & <团队>", "Speaker 2"] == [unescape(each.voice or "") for each in found[:2]]
    assert ["周会\nRecorded: 2025-05-01 12:00:00\nDuration: 00:01:00"] == [
        note.rpartition("\n")[0] for note in webvtt_notes(TALK)
    ]
    assert [
        "00:00:02.000 not heard for 3.5 s: microphone unplugged",
        "00:00:03.000 Decision: 批准",
    ] == found[1].comments


@settings(deadline=None)
@given(text=HOSTILE)
def test_srt_keeps_any_text(text: str) -> None:
    """What looks like markup, a number or a time is read as text."""
    exported = hostile_item(text)

    found = srt_read(exported)

    name = one_line(text) or "Speaker 1"
    said = "".join(event.plaintext for event in found)
    spoken = f"{name}:{one_line(text)}" if one_line(text) else ""
    assert folded(f"{spoken}Speaker 2: 好。") == folded(said)


@settings(deadline=None)
@given(text=HOSTILE)
@example(text="--")
def test_vtt_keeps_any_text(text: str) -> None:
    """Cues, their times, and the names of voices."""
    exported = hostile_item(text)

    found = vtt_read(exported)

    cues = subtitles(exported)
    assert ["\n".join(cue.lines) for cue in cues] == [unescape(each.text) for each in found]
    assert [cue.start_ms for cue in cues] == [each.start_time.in_milliseconds() for each in found]
    assert [cue.speaker for cue in cues] == [unescape(each.voice or "") for each in found]


def test_a_word_document_reads_as_it_was_written() -> None:
    """Title, facts, markers, text, gaps, each in its style."""
    document = word_read(TALK)

    assert [
        ("Title", "周会"),
        ("Normal", "Recorded: 2025-05-01 12:00:00"),
        ("Normal", "Duration: 00:01:00"),
        ("Normal", "Speakers: 李工 & <团队>, Speaker 2"),
        ("Heading 1", "Markers"),
        ("List Bullet", "[00:00:03] Decision: 批准"),
        ("Heading 1", "Text"),
        ("Utterance", "[00:00:00] 李工 & <团队>: 今天的会议现在开始。"),
        ("Gap", "[00:00:02] — not heard for 3.5 s: microphone unplugged —"),
        ("Marker", "[00:00:03] ◆ Decision: 批准"),
        ("Utterance", "[00:00:05] Speaker 2: 请大家看第二页，这里有一个问题。"),
    ] == [(each.style.name, each.text) for each in document.paragraphs if each.style][:11]


def test_a_word_document_has_chinese_fonts_in_every_style_in_use() -> None:
    """And none of the theme, which would win over them."""
    document = word_read(TALK)

    for name, font in {"Normal": "SimSun", "Title": "SimHei", "Heading 1": "SimHei"}.items():
        fonts = document.styles[name].element.rPr.rFonts
        assert font == fonts.get(qn("w:eastAsia"))
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_a_word_document_names_no_author_and_the_time_of_the_recording() -> None:
    """Nothing of the box or of the moment of the export."""
    properties = word_read(TALK).core_properties

    assert ("周会", "", "", "") == (
        properties.title,
        properties.author,
        properties.last_modified_by,
        properties.comments,
    )
    created = properties.created
    assert created is not None
    assert datetime(2025, 5, 1, 4, 0) == created.replace(tzinfo=None)
    assert properties.created == properties.modified


def test_a_word_document_has_the_same_bytes_every_time() -> None:
    """Also its archive carries no time."""
    document = written(TALK, Format.DOCX)

    assert document == written(TALK, Format.DOCX)
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert {(1980, 1, 1, 0, 0, 0)} == {entry.date_time for entry in archive.infolist()}


def test_times_and_speakers_can_be_left_out_of_a_word_document() -> None:
    """For minutes."""
    document = word_read(TALK, ExportOptions(with_times=False, with_speakers=False))

    assert "今天的会议现在开始。" in [each.text for each in document.paragraphs]


@settings(max_examples=30, deadline=None)
@given(text=HOSTILE)
def test_a_word_document_keeps_any_text(text: str) -> None:
    """But for control characters, which XML forbids."""
    document = word_read(hostile_item(text))

    texts = [each.text for each in document.paragraphs]
    name = one_line(text) or "Speaker 1"
    assert (one_line(text) or "Recording 20250501-120000-ab12") == texts[0]
    assert f"[00:00:01] {name}: {one_line(text)}" in texts


def test_a_subtitle_of_digits_alone_is_not_taken_for_a_number_of_a_cue() -> None:
    """Readers drop a last line of digits."""
    exported = item(segment(0, "1" * 60, length_s=5))

    assert "1" * 60 == folded("".join(event.plaintext for event in srt_read(exported)))
