"""From letters to words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.pinyin import LONGEST_TYPED, Candidate, InputMethod, Table
from appliance.pinyin.choices import KEPT, Choices
from tests.fakes.words import WORDS
from tests.unit.pinyin.spelling import may_be_typed

SYLLABLES = sorted({one for line in WORDS.split("\n") for one in line.split()[:-2]})
TYPED = st.lists(
    st.sampled_from([*SYLLABLES, *"zgrwmjtkhsx", "zh", "'", "zong", "seng", "xiang"]), max_size=9
).map("".join)
READINGS: dict[str, set[str]] = {}
for entry in WORDS.strip().splitlines():
    *sounds, word, _ = entry.split()
    for character, sound in zip(word, sounds, strict=True):
        READINGS.setdefault(character, set()).add(sound)


def texts(method: InputMethod, typed: str) -> list[str]:
    """Return what is offered."""
    return [candidate.text for candidate in method.candidates(typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("zhongguo", "中国"),
        ("zhongguoren", "中国人"),
        ("zgr", "中国人"),
        ("zhgr", "中国人"),
        ("zhongg", "中国"),
        ("wome", "我们"),
        ("womenjintiankaihui", "我们今天开会"),
        ("wmjintiankh", "我们今天开会"),
        ("xian", "先"),
        ("xi'an", "西安"),
        ("huiyi", "会议"),
        ("zongguo", "中国"),
        ("sengcanxiang", "生产线"),
        ("ZhongGuo", "中国"),
    ],
)
def test_the_likeliest_goes_first(method: InputMethod, typed: str, first: str) -> None:
    """Words, phrases, initials, unfinished syllables, sentences, and what accents mix up."""
    assert first == texts(method, typed)[0]


def test_words_that_sound_alike_come_by_how_common_they_are(method: InputMethod) -> None:
    """With what was spelled right before what accents mix up."""
    assert ["死", "四", "是"] == texts(method, "si")
    assert ["会议", "回忆", "会"] == texts(method, "huiyi")


def test_the_first_words_of_a_sentence_can_be_taken_alone(method: InputMethod) -> None:
    """Each candidate says how many letters it stands for; apostrophes go with their syllable."""
    found = method.candidates("women'jintian")
    assert Candidate(text="我们今天", taken=13) == found[0]
    assert Candidate(text="我们", taken=6) == found[1]
    assert Candidate(text="我", taken=2) == found[2]


def test_what_was_chosen_goes_first_the_next_time(method: InputMethod) -> None:
    """For the same letters, also in the middle of a sentence; also what is no word by itself."""
    method.remember("huiyi", "回忆")
    method.remember("kaiguo", "开国")
    assert "回忆" == texts(method, "huiyi")[0]
    assert "我们回忆" == texts(method, "womenhuiyi")[0]
    assert "开国" == texts(method, "kaiguo")[0]
    assert "我们开国" == texts(method, "womenkaiguo")[0]


def test_a_character_that_was_chosen_changes_no_sentence(method: InputMethod) -> None:
    """One syllable sounds like too many things."""
    method.remember("hui", "回")
    method.remember("w", "问")
    assert "我们今天开会" == texts(method, "wmjintiankh")[0]


def test_nothing_is_remembered_for_what_is_no_pinyin(method: InputMethod) -> None:
    """Letters that no syllable begins with, or that are too many."""
    method.remember("uuu", "中")
    method.remember("", "中")
    method.remember("a" * (LONGEST_TYPED + 1), "中")
    assert [] == texts(method, "uuu")


def test_choices_are_forgotten_from_the_oldest() -> None:
    """A page that is open for days must not grow."""
    choices = Choices()
    for number in range(KEPT + 1):
        choices.remember(str(number), "中")
    assert () == choices.of("0")
    assert ("中",) == choices.of(str(KEPT))


@given(typed=st.text(max_size=80))
def test_any_text_gets_an_answer(table: Table, typed: str) -> None:
    """Never an error, and never more letters taken than there are."""
    assert all(0 < one.taken <= len(typed) for one in InputMethod(table).candidates(typed))


@given(typed=TYPED)
def test_candidates_sound_like_what_was_typed(table: Table, typed: str) -> None:
    """Every one, up to the letters it takes; each one once; the same each time."""
    found = InputMethod(table).candidates(typed)
    for one in found:
        readings = [sorted(READINGS[character]) for character in one.text]
        assert may_be_typed(typed[: one.taken], readings), one
    assert len(found) == len({(one.text, one.taken) for one in found})
    assert found == InputMethod(table).candidates(typed)


def test_a_table_of_another_edition_is_none(tmp_path: Path) -> None:
    """It is made anew, as one that is missing."""
    (tmp_path / "old").write_bytes(b"! 0 jieba 0.1 pypinyin 0.1\na a \xe5\x95\x8a 792\n")
    assert Table.open(tmp_path / "old") is None
    assert Table.open(tmp_path / "missing") is None
