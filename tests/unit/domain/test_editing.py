"""Edits of a text: what they make, what is refused, and that all of it can be undone."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.editing import (
    HISTORY,
    LONGEST_TEXT,
    MOST_SPEAKER,
    CannotEditError,
    EditedText,
    EditKind,
    EditRequest,
    Refusal,
)
from appliance.domain.text_change import TextChange, TextStep
from appliance.domain.transcript import Segment
from tests.fakes.speech import segment

AT = "2025-05-01T12:00:00+00:00"
SPOKEN = st.text(st.sampled_from("今天开会阀门ab c3,，。 "), max_size=12)


def honest(start_s: float, text: str) -> Segment:
    """An utterance whose text is its raw text."""
    return replace(segment(start_s, text), raw_text=text)


def text_of(*texts: str) -> EditedText:
    """Utterances five seconds apart."""
    return EditedText(segments=tuple(honest(5.0 * n, text) for n, text in enumerate(texts)))


def wanted(kind: EditKind, segment: Segment, **values: object) -> EditRequest:
    """What is asked of a segment."""
    request = EditRequest(kind=kind, start_sample=segment.start_sample, was=segment.text)
    return replace(request, **values)  # type: ignore[arg-type]


def raw_again(segment: Segment) -> str:
    """Undo all changes of a segment's text."""
    text = segment.text
    for change in reversed(segment.changes):
        end = change.start + len(change.after)
        assert text[change.start : end] == change.after
        text = text[: change.start] + change.before + text[end:]
    return text


def texts(edited: EditedText) -> list[str]:
    """What can be read."""
    return [each.text for each in edited.segments]


def test_another_text_keeps_where_it_came_from() -> None:
    """The raw text stays, the change is told as the operator's, the confidence is nobody's."""
    before = text_of("罚门漏水。")

    after = before.apply(
        wanted(EditKind.TEXT, before.segments[0], text=" 阀门漏水。\n"), at=AT
    ).segments[0]

    assert ("阀门漏水。", "罚门漏水。", None) == (after.text, after.raw_text, after.confidence)
    change = TextChange(step=TextStep.OPERATOR, start=0, before="罚", after="阀", cause="operator")
    assert (change,) == after.changes
    assert before.segments[0].words[1:] == after.words[1:]


def test_a_segment_is_split_between_its_words() -> None:
    """Each half has its own words, times and raw text."""
    before = text_of("今天开会。请坐好。")

    halves = before.apply(
        wanted(EditKind.SPLIT, before.segments[0], before_character=5), at=AT
    ).segments

    assert [("今天开会。", "今天开会。"), ("请坐好。", "请坐好。")] == [
        (half.text, half.raw_text) for half in halves
    ]
    assert before.segments[0].words == (*halves[0].words, *halves[1].words)
    assert halves[0].end_sample == halves[1].start_sample == halves[1].words[0].start_sample


def test_a_split_finds_its_place_in_the_raw_text() -> None:
    """Also where the text chain wrote fewer characters than were said."""
    chained = replace(
        segment(0.0, "共365个，再见"),
        raw_text="共三百六十五个再见",
        changes=(
            TextChange(
                step=TextStep.PUNCTUATION,
                start=0,
                before="共三百六十五个再见",
                after="共三百六十五个，再见",
                cause="punctuation",
            ),
            TextChange(
                step=TextStep.ITN, start=1, before="三百六十五", after="365", cause="number"
            ),
        ),
    )

    halves = (
        EditedText(segments=(chained,))
        .apply(wanted(EditKind.SPLIT, chained, before_character=6), at=AT)
        .segments
    )

    assert ["共三百六十五个", "再见"] == [half.raw_text for half in halves]


def test_neighbours_are_merged() -> None:
    """With a space where the script wants one; two speakers are told as overlap."""
    before = text_of("好。", "是的。", "the pump", "is leaking")
    first, _, third, _ = before.segments
    before = replace(before, segments=(replace(first, speaker=1), *before.segments[1:]))

    after = before.apply(wanted(EditKind.MERGE, third), at=AT)
    after = after.apply(wanted(EditKind.MERGE, first), at=AT)

    assert ["好。是的。", "the pump is leaking"] == texts(after)
    assert (1, True) == (after.segments[0].speaker, after.segments[0].overlap)
    assert not after.segments[1].overlap
    assert "the pump is leaking" == "".join(word.text for word in after.segments[1].words)


def test_what_is_merged_stays_short_enough_to_be_shown() -> None:
    """As long as a text that is typed may be, and no longer: a message holds all of a segment."""
    half = LONGEST_TEXT // 2
    fitting = text_of("长" * half, "长" * (LONGEST_TEXT - half))
    longer = text_of("长" * half, "长" * (LONGEST_TEXT - half + 1))

    merged = fitting.apply(wanted(EditKind.MERGE, fitting.segments[0]), at=AT)
    with pytest.raises(CannotEditError) as refused:
        longer.apply(wanted(EditKind.MERGE, longer.segments[0]), at=AT)

    assert [LONGEST_TEXT] == list(map(len, texts(merged)))
    assert Refusal.TOO_LONG is refused.value.refusal


@pytest.mark.parametrize("speaker", [-1, 0, MOST_SPEAKER + 1, 2**63])
def test_nobody_is_given_a_number_that_is_no_speaker(speaker: int) -> None:
    """The file of the text could not be read again, and the edits would be lost with it."""
    with pytest.raises(ValueError, match="a speaker is a number"):
        EditRequest(kind=EditKind.SPEAKER, start_sample=0, was="开会", speaker=speaker)


def test_a_segment_is_removed_and_another_gets_a_speaker() -> None:
    """The others are not touched."""
    before = text_of("嗯", "开会")

    after = before.apply(wanted(EditKind.REMOVE, before.segments[0]), at=AT)
    after = after.apply(wanted(EditKind.SPEAKER, before.segments[1], speaker=3), at=AT)

    assert (replace(before.segments[1], speaker=3),) == after.segments
    assert [1, 2] == [edit.number for edit in after.edits]


@pytest.mark.parametrize(
    ("request_", "refusal"),
    [
        (EditRequest(kind=EditKind.REMOVE, start_sample=1, was="开会"), Refusal.UNKNOWN),
        (EditRequest(kind=EditKind.REMOVE, start_sample=0, was="开 会"), Refusal.CHANGED),
        (EditRequest(kind=EditKind.TEXT, start_sample=0, was="开会", text=" \n"), Refusal.EMPTY),
        (
            EditRequest(
                kind=EditKind.TEXT, start_sample=0, was="开会", text="长" * (LONGEST_TEXT + 1)
            ),
            Refusal.TOO_LONG,
        ),
        (EditRequest(kind=EditKind.SPLIT, start_sample=0, was="开会"), Refusal.NO_CUT),
        (
            EditRequest(kind=EditKind.SPLIT, start_sample=0, was="开会", before_character=2),
            Refusal.NO_CUT,
        ),
        (EditRequest(kind=EditKind.MERGE, start_sample=0, was="开会"), Refusal.NOTHING_FOLLOWS),
    ],
)
def test_what_cannot_be_done_is_refused(request_: EditRequest, refusal: Refusal) -> None:
    """With the reason; the caller still holds the text as it was."""
    with pytest.raises(CannotEditError) as refused:
        text_of("开会").apply(request_, at=AT)

    assert refusal is refused.value.refusal
    assert ("开会" if refusal is Refusal.CHANGED else "") == refused.value.found


def test_an_edit_that_changes_nothing_is_none() -> None:
    """No line of the history, and what was undone can still be redone."""
    edited = text_of("开会")
    edited = edited.apply(wanted(EditKind.TEXT, edited.segments[0], text="散会"), at=AT).undo()

    assert edited is edited.apply(wanted(EditKind.TEXT, edited.segments[0], text="开会"), at=AT)
    assert edited.can_redo


def test_a_new_edit_forgets_what_was_undone() -> None:
    """Its number is nevertheless a new one."""
    edited = text_of("一")
    for text in ("二", "三"):
        edited = edited.apply(wanted(EditKind.TEXT, edited.segments[0], text=text), at=AT)
    edited = edited.undo()
    edited = edited.apply(wanted(EditKind.TEXT, edited.segments[0], text="四"), at=AT)

    assert [1, 3] == [edit.number for edit in edited.edits]
    with pytest.raises(CannotEditError, match=Refusal.NOTHING_TO_REDO):
        edited.redo()


def test_the_history_is_bounded() -> None:
    """The oldest edits can no longer be undone; the text stays."""
    edited = text_of("0")
    for number in range(1, HISTORY + 11):
        edited = edited.apply(wanted(EditKind.TEXT, edited.segments[0], text=str(number)), at=AT)

    assert (HISTORY, 11) == (len(edited.edits), edited.edits[0].number)
    while edited.can_undo:
        edited = edited.undo()
    assert ["10"] == texts(edited)
    with pytest.raises(CannotEditError, match=Refusal.NOTHING_TO_UNDO):
        edited.undo()


@st.composite
def requests(draw: st.DrawFn) -> tuple[EditKind, int, str, int, int | None]:
    """Something to do to some segment."""
    return (
        draw(st.sampled_from(list(EditKind))),
        draw(st.integers(0, 20)),
        draw(SPOKEN),
        draw(st.integers(0, 12)),
        draw(st.none() | st.integers(1, 4)),
    )


@given(
    spoken=st.lists(SPOKEN.filter(str.strip), min_size=1, max_size=5),
    steps=st.lists(requests(), max_size=12),
)
def test_everything_can_be_undone_and_redone(
    spoken: list[str], steps: list[tuple[EditKind, int, str, int, int | None]]
) -> None:
    """Back to the very text, and forth again; order and provenance hold at every step."""
    states = [text_of(*(text.strip() for text in spoken))]
    for kind, place, text, at, speaker in steps:
        edited = states[-1]
        if not edited.segments:
            break
        target = edited.segments[place % len(edited.segments)]
        request = wanted(kind, target, text=text, before_character=at, speaker=speaker)
        try:
            made = edited.apply(request, at=AT)
        except CannotEditError:
            continue
        if made is not edited:
            states.append(made)
        for left, right in pairwise(made.segments):
            assert left.start_sample <= right.start_sample
        for each in made.segments:
            assert each.raw_text == raw_again(each)
            assert "".join(each.text.split()) == "".join(
                "".join(word.text.split()) for word in each.words
            )
            for word in each.words:
                assert each.start_sample <= word.start_sample <= word.end_sample <= each.end_sample

    edited = states[-1]
    for earlier in reversed(states[:-1]):
        edited = edited.undo()
        assert earlier.segments == edited.segments
    for later in states[1:]:
        edited = edited.redo()
        assert later.segments == edited.segments
    assert states[-1] == edited
