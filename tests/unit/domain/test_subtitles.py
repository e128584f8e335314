"""Subtitles: what is shown when, and how it is cut."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.columns import columns
from appliance.domain.cue_layout import LINE_COLUMNS
from appliance.domain.line_breaking import is_never_first, is_never_last
from appliance.domain.subtitles import LONGEST_MS, Cue, Utterance, cues, reading_ms
from appliance.domain.transcript import Word


def said(text: str, start_s: float = 0, length_s: float = 2, *, timed: bool = True) -> Utterance:
    """An utterance whose characters are its words."""
    start, end = round(start_s * 16_000), round((start_s + length_s) * 16_000)
    edges = [start + (end - start) * n // max(1, len(text)) for n in range(len(text) + 1)]
    words = tuple(
        Word(text=character, start_sample=edges[n], end_sample=edges[n + 1])
        for n, character in enumerate(text)
    )
    return Utterance(text=text, start_sample=start, end_sample=end, words=words if timed else ())


def shown(*utterances: Utterance, until_ms: int | None = None) -> list[Cue]:
    """All cues."""
    return list(cues(utterances, until_ms=until_ms))


def test_a_long_utterance_is_cut_at_sentences_by_the_times_of_its_words() -> None:
    """A quarter of a second a character."""
    sentence = "这是第一句话很长很长，后面还有。"
    first, second, third = shown(said(sentence * 2 + "完了谢谢。", length_s=9.25))

    assert (sentence,) == first.lines == second.lines
    assert (0, 4000) == (first.start_ms, first.end_ms)
    assert (4000, 8000) == (second.start_ms, second.end_ms)
    assert ("完了谢谢。",) == third.lines


def test_a_sentence_wider_than_a_line_gets_two_and_ends_the_first_at_a_mark() -> None:
    """The reader's eye pauses where the speaker did."""
    (only,) = shown(said("这是第一句话它说得很长很长很长，后面还有半句。", length_s=6))

    assert ("这是第一句话它说得很长很长很长，", "后面还有半句。") == only.lines


def test_two_lines_without_a_mark_are_about_equally_long() -> None:
    """A long line over a single word reads badly."""
    (only,) = shown(said("the quick brown fox jumps over the lazy dog and off", length_s=5))

    assert ("the quick brown fox jumps", "over the lazy dog and off") == only.lines


def test_a_cue_stays_into_the_pause_until_it_can_be_read() -> None:
    """Nine Chinese characters a second; but not over the next one, and no longer."""
    text = "今天下午三点在二楼开会。"
    hurried, next_one, last = shown(said(text, 0, 1), said(text, 1.2, 1), said(text, 60, 1))

    assert (0, 1200) == (hurried.start_ms, hurried.end_ms)
    assert (1200, 1200 + 1333) == (next_one.start_ms, next_one.end_ms)
    assert (60_000, 61_333) == (last.start_ms, last.end_ms)


def test_a_short_word_is_shown_for_a_second() -> None:
    """Nobody reads faster than they notice."""
    (only,) = shown(said("嗯。", 5, 0.2))

    assert (5000, 6000) == (only.start_ms, only.end_ms)


def test_short_sentences_in_a_row_share_a_cue() -> None:
    """Three words in a second would flicker."""
    (only,) = shown(said("好。对。行。", length_s=1.2))

    assert ("好。对。行。",) == only.lines


def test_a_pause_of_a_second_begins_a_new_cue() -> None:
    """What was not said yet is not shown."""
    words = (
        Word(text="好的", start_sample=0, end_sample=16_000),
        Word(text="走吧", start_sample=64_000, end_sample=80_000),
    )
    utterance = Utterance(text="好的走吧。", start_sample=0, end_sample=80_000, words=words)

    first, second = shown(utterance)

    assert (("好的",), 0, 1000) == (first.lines, first.start_ms, first.end_ms)
    assert (("走吧。",), 4000, 5000) == (second.lines, second.start_ms, second.end_ms)


def test_slow_speech_is_cut_so_that_no_cue_stays_too_long() -> None:
    """Seven seconds at most, though the text would fit."""
    found = shown(said("今天下午在二楼开会吗", length_s=20))

    assert len(found) >= 3
    assert all(cue.end_ms - cue.start_ms <= LONGEST_MS for cue in found)


def test_who_interrupts_is_shown_at_once_and_nothing_overlaps() -> None:
    """The other's words go on after it."""
    long_one = said("我先说第一点，也就是这件事很要紧。然后是第二点也要紧。", 0, 8)

    first, interruption, rest = shown(long_one, said("等一下！", 2, 1))

    assert ("等一下！",) == interruption.lines
    assert first.end_ms == interruption.start_ms == 2000
    assert rest.start_ms >= interruption.end_ms


def test_the_last_cue_ends_with_the_recording() -> None:
    """A subtitle after the end would make some players show a black picture."""
    (only,) = shown(said("今天下午三点在二楼开会。", 0, 1), until_ms=1200)

    assert 1200 == only.end_ms


def test_a_lead_counts_to_the_line_but_not_to_the_time_of_the_words() -> None:
    """The name stands there from the first word on."""
    text = "这是第一句话它说得很长很长很长，后面还有半句。" * 2
    plain = said(text, length_s=23)
    led = Utterance(
        text=text,
        lead="说话人 1：",
        start_sample=plain.start_sample,
        end_sample=plain.end_sample,
        words=plain.words,
    )

    first, *_ = shown(led)

    assert "".join(first.lines).startswith("说话人 1：这是")
    assert 0 == first.start_ms
    assert all(sum(map(columns, line)) <= LINE_COLUMNS for line in first.lines)


TEXTS = st.lists(
    st.one_of(
        st.text("今天开会", min_size=1, max_size=12),
        st.sampled_from(
            [
                "，",
                "。",
                "……",
                "（",
                "）",
                "《",
                "》",
                "“",
                "”",
                " ",
                "3.5 MPa",
                "12%",
                "pump",
                "——",
                "！？",
            ]
        ),
    ),
    max_size=30,
).map(lambda parts: " ".join("".join(parts).split()))
UTTERANCES = st.lists(
    st.tuples(st.floats(0, 200), st.floats(0, 40), TEXTS, st.booleans()), max_size=6
)


@settings(deadline=None)
@given(utterances=UTTERANCES)
def test_no_text_is_lost_and_every_promise_is_kept(
    utterances: list[tuple[float, float, str, bool]],
) -> None:
    """Order, no overlap, two lines that fit, longest time, and time to read where there is any."""
    spoken = [said(text, at, length, timed=timed) for at, length, text, timed in utterances]

    found = shown(*spoken)

    assert sorted("".join(each.text for each in spoken).replace(" ", "")) == sorted(
        "".join(line for cue in found for line in cue.lines).replace(" ", "")
    )
    for earlier, later in pairwise(found):
        assert earlier.end_ms <= later.start_ms
    for cue, following in zip(found, [*found[1:], None], strict=False):
        assert 1 <= len(cue.lines) <= 2
        assert all(line and sum(map(columns, line)) <= LINE_COLUMNS for line in cue.lines)
        assert 250 <= cue.end_ms - cue.start_ms <= LONGEST_MS
        if cue.end_ms - cue.start_ms < max(1000, reading_ms(cue.lines)):
            assert following is not None
            assert cue.end_ms == following.start_ms


@settings(deadline=None)
@given(
    parts=st.lists(
        st.tuples(
            st.sampled_from(["", "（", "《", "“", "「"]),
            st.text("今天开会设备", min_size=1, max_size=6),
            st.sampled_from(["", "）", "》", "”", "」", "，", "。", "……", "！”", "：", "、"]),
        ),
        min_size=1,
        max_size=40,
    ),
    length_s=st.floats(0.1, 60),
)
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(
    parts: list[tuple[str, str, str]], length_s: float
) -> None:
    """In text that people write, without exception."""
    text = "".join(before + words + after for before, words, after in parts)

    for cue in shown(said(text, length_s=length_s)):
        for line in cue.lines:
            assert not is_never_first(line[0])
            assert not is_never_last(line[-1])


WHOLES = ["pump", "ABC-123", "3.5 MPa", "12.5%", "25毫米", "百分之五十", "第12页", "￥300", "don't"]


@settings(deadline=None)
@given(parts=st.lists(st.sampled_from([*WHOLES, "今天", "，"]), min_size=1, max_size=40))
def test_no_word_or_number_is_torn(parts: list[str]) -> None:
    """They are found whole on the lines, as often as they were said."""
    lines = [line for cue in shown(said(" ".join(parts), length_s=30)) for line in cue.lines]

    for whole in WHOLES:
        assert parts.count(whole) == sum(line.count(whole) for line in lines)
