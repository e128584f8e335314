"""What the exported files look like."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.gap import GapCause
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.text_change import TextChange, TextStep
from appliance.domain.transcript import Segment
from appliance.export.formats import FORMATS, LABELS, srt
from appliance.export.item import ExportItem
from tests.fakes.speech import recording, segment, transcript

ENGLISH, CHINESE = LABELS["en"], LABELS["zh-CN"]
CUE = re.compile(
    r"(\d+)\r\n"
    r"(\d\d:\d\d:\d\d,\d{3}) --> (\d\d:\d\d:\d\d,\d{3})\r\n"
    r"((?:[^\r\n]+\r\n){1,2})"
    r"(?:\r\n|$)"
)


def item(*segments: Segment, complete: bool = True) -> ExportItem:
    """A recording with this text."""
    return ExportItem(recording=recording(), transcript=transcript(*segments, complete=complete))


def text_of(exported: ExportItem, suffix: str = "txt") -> str:
    """The exported document."""
    return FORMATS[suffix](exported, ENGLISH).decode()


def compact(text: str) -> str:
    """Without any space, for comparing words."""
    return "".join(text.split())


def test_plain_text_shows_title_date_times_gaps_and_markers_in_order() -> None:
    """The whole document, line by line."""
    exported = item(segment(0.5, "会议开始。"), segment(62.0, "The pump\nleaks."))

    lines = text_of(exported).split("\r\n")

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
    ] == lines


def test_plain_text_has_no_byte_order_mark_and_windows_line_ends() -> None:
    """As decided in the module: readable everywhere, joined without rubbish."""
    document = FORMATS["txt"](item(segment(0, "好")), CHINESE)

    assert not document.startswith(b"\xef\xbb\xbf")
    assert document.count(b"\n") == document.count(b"\r\n") > 0


def test_plain_text_says_when_there_is_no_speech_and_when_it_is_not_finished() -> None:
    """An empty document would leave the reader in doubt."""
    none = ExportItem(recording=recording(), transcript=None)

    assert "(no speech was recognised)" in text_of(item())
    assert "not finished" in text_of(item(segment(0, "好"), complete=False))
    assert "not finished" in text_of(none)


def test_plain_text_doubts_a_clock_that_was_not_set() -> None:
    """The date of a box without a clock battery means little."""
    doubtful = replace(recording(), started=replace(recording().started, clock_trusted=False))

    assert "not set reliably" in text_of(ExportItem(recording=doubtful, transcript=None))


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_every_cause_and_marker_has_a_word_in_every_language(locale: str) -> None:
    """None was forgotten when one was added."""
    assert set(GapCause) == set(LABELS[locale].causes)
    assert set(MarkerKind) == set(LABELS[locale].markers)


def test_a_short_utterance_is_one_subtitle() -> None:
    """With its own times."""
    assert (
        "1\r\n00:00:01,500 --> 00:00:03,500\r\n会议开始。\r\n"
        "\r\n"
        "2\r\n01:02:03,000 --> 01:02:05,000\r\nThe pump leaks.\r\n"
    ) == text_of(item(segment(1.5, "会议开始。"), segment(3723, "The pump leaks.")), "srt")


def test_a_long_utterance_is_cut_at_punctuation_by_the_times_of_its_words() -> None:
    """Sixty characters in thirty seconds, half a second each."""
    sentence = "这是第一句话它说得很长很长很长，后面还有半句。"
    text = sentence * 2 + "完了谢谢大家再见。" + "好" * 5
    first, second, third, _ = srt.cues((segment(0, text, length_s=len(text) / 2),))

    assert ("这是第一句话它说得很长很长很长，", "后面还有半句。") == first.lines
    assert (0, len(sentence) * 500) == (first.start_ms, first.end_ms)
    assert (first.end_ms, 2 * first.end_ms) == (second.start_ms, second.end_ms)
    assert ("完了谢谢大家再见。",) == third.lines


def test_without_words_the_time_is_shared_by_the_width_of_the_text() -> None:
    """Engines without word times get subtitles as well."""
    plain = replace(segment(10, "一二三四五六七八九。" * 4, length_s=40), words=())

    ends = [cue.end_ms for cue in srt.cues((plain,))]

    assert [20_000, 30_000, 40_000, 50_000] == ends


def test_latin_words_are_not_cut_in_two() -> None:
    """Lines break between them."""
    text = "the quick brown fox jumps over the lazy dog and runs away from here at once"

    words = [word for cue in srt.cues((segment(0, text),)) for word in " ".join(cue.lines).split()]

    assert text.split() == words


UTTERANCES = st.lists(
    st.builds(
        lambda start, length, text: (start, length, text),
        st.integers(0, 600_000),
        st.integers(0, 600_000),
        st.text("一二 aB,。！—>\n\u0301😀", min_size=1, max_size=200).filter(str.strip),
    ),
    max_size=8,
)


@given(utterances=UTTERANCES, timed=st.booleans())
def test_subtitles_are_valid_and_lose_no_word(
    utterances: list[tuple[int, int, str]], timed: bool
) -> None:
    """Numbers count up, times never go back, lines are short, the text is all there."""
    segments = [
        segment(start / 16_000, text, length_s=length / 16_000)
        for start, length, text in sorted(utterances)
    ]
    if not timed:
        segments = [replace(each, words=()) for each in segments]

    document = text_of(item(*segments), "srt")

    cues = CUE.findall(document)
    assert "".join(match.group() for match in CUE.finditer(document)) == document
    assert [str(number + 1) for number in range(len(cues))] == [cue[0] for cue in cues]
    times = [time for cue in cues for time in cue[1:3]]
    assert sorted(times) == times
    assert all(start < end for _, start, end, _ in cues)
    for cue in cues:
        for line in cue[3].split("\r\n"):
            assert sum(map(srt.columns, line)) <= srt.LINE_COLUMNS
    said = "".join(each.text.replace("-->", "→") for each in segments)
    assert compact(said) == compact("".join(cue[3] for cue in cues))


def test_json_holds_everything_with_times_in_seconds_and_samples() -> None:
    """Recording, gaps, markers, and segments with their provenance."""
    spoken = segment(1.5, "好的")

    document = json.loads(text_of(item(spoken), "json"))

    assert ("tingxia-transcript", 1) == (document["schema"], document["version"])
    assert (60.0, 960_000) == (
        document["recording"]["duration_s"],
        document["recording"]["total_samples"],
    )
    assert [{"at_s": 2.0, "at_sample": 32_000, "duration_s": 3.5, "cause": "microphone-lost"}] == (
        document["gaps"]
    )
    assert ("decision", "批准") == (document["markers"][0]["kind"], document["markers"][0]["note"])
    assert ("second-pass", True) == (
        document["transcript"]["kind"],
        document["transcript"]["complete"],
    )
    (told,) = document["segments"]
    assert (1.5, 24_000, "好的", "好的(raw)") == (
        told["start_s"],
        told["start_sample"],
        told["text"],
        told["raw_text"],
    )
    assert ("whisper", "base", "0" * 64) == (told["engine"], told["model"], told["model_sha256"])
    assert 2 == len(told["words"])


def test_speakers_stand_before_what_they_say_where_there_are_several() -> None:
    """In the language of the document; a line that is nobody's has no name."""
    said = [
        replace(segment(start_s, text), speaker=speaker)
        for start_s, text, speaker in ((1, "开始。", 1), (5, "好的。", 2), (9, "嗯。", None))
    ]

    english = text_of(item(*said)).split("\r\n")
    chinese = FORMATS["txt"](item(*said), CHINESE).decode()
    subtitles = FORMATS["srt"](item(*said), CHINESE).decode()

    assert "[00:00:01] Speaker 1: 开始。" in english
    assert "[00:00:05] Speaker 2: 好的。" in english
    assert "[00:00:09] 嗯。" in english
    assert "[00:00:05] 说话人 2：好的。" in chinese
    assert "00:00:05,000 --> 00:00:07,000\r\n说话人 2：好的。\r\n" in subtitles
    assert "\r\n嗯。\r\n" in subtitles


def test_a_single_speaker_is_not_named() -> None:
    """There is nobody to tell apart."""
    alone = item(replace(segment(1, "开始。"), speaker=1), replace(segment(5, "好的。"), speaker=1))

    for suffix in ("txt", "srt"):
        assert "Speaker" not in text_of(alone, suffix)


def test_a_speaker_before_a_long_utterance_moves_no_time_and_makes_no_line_too_long() -> None:
    """The name counts to the width of the line, not to the time of the words."""
    text = "这是第一句话它说得很长很长很长，后面还有半句。" * 2
    spoken = replace(segment(0, text, length_s=len(text) / 2), speaker=1)
    other = replace(segment(60, "好。"), speaker=2)

    first, second, *_ = srt.cues((spoken, other), CHINESE)

    assert "".join(first.lines).startswith("说话人 1：这是第一句话")
    assert 0 == first.start_ms
    for line in (*first.lines, *second.lines):
        assert sum(map(srt.columns, line)) <= srt.LINE_COLUMNS


def test_json_holds_how_a_text_came_about_and_who_said_it() -> None:
    """Changes, lexicon, speaker, overlap."""
    change = TextChange(step=TextStep.ITN, start=0, before="百分之五", after="5%", cause="percent")
    spoken = replace(segment(1, "5%"), changes=(change,), lexicon="1e51c0", speaker=2, overlap=True)

    (told,) = json.loads(text_of(item(spoken), "json"))["segments"]

    assert ("1e51c0", 2, True) == (told["lexicon"], told["speaker"], told["overlap"])
    assert [
        {"step": "itn", "start": 0, "before": "百分之五", "after": "5%", "cause": "percent"}
    ] == told["changes"]


@given(note=st.text(st.characters()))
def test_every_format_takes_any_text(note: str) -> None:
    """Also halves of surrogate pairs, which UTF-8 cannot hold."""
    odd = Marker(at_sample=0, kind=MarkerKind.PLAIN, note=note)
    exported = ExportItem(
        recording=replace(recording(title=note), markers=(odd,)),
        transcript=transcript(segment(0, note)),
    )

    for render in FORMATS.values():
        assert render(exported, CHINESE) == render(exported, CHINESE)
        render(exported, CHINESE).decode()
