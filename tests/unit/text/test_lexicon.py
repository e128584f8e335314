"""Packs of hot words and rules: what is read, what is left out and why."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.text import Lexicon, TextChain, TextRules, as_terms, read_packs
from appliance.text.lexicon import MOST_HOT_WORDS, Rule


def test_a_pack_as_any_editor_saves_it() -> None:
    """Byte order mark, CRLF, blanks, comments and empty columns make no difference."""
    text = "\ufeff# Workshop\r\n传感器 \r\n变频器\t2.5\r\n阀门\t\r\n\r\n 船杆器 => 传感器\r\n"
    lexicon, problems = Lexicon.parse(text, "shop.txt")
    assert [] == problems
    assert ("传感器", "变频器", "阀门") == lexicon.terms
    assert [1.0, 2.5, 1.0] == [entry.weight for entry in lexicon.entries.values()]
    assert (Rule(wrong="船杆器", right="传感器", place="shop.txt:6"),) == lexicon.rules


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("阀门\t0", "above 0"),
        ("阀门\t-1", "above 0"),
        ("阀门\t101", "at most 100"),
        ("阀门\tnan", "above 0"),
        ("阀门\t重", "no number"),
        ("\t2", "no term"),
        ("=>阀门", "before =>"),
        ("阀门=>阀门", "changes nothing"),
        ("传感器，变频器", "comma"),
        ("罚门->阀门", "wrong=>right"),
        ("罚门＝＞阀门", "wrong=>right"),
        ("阀" * 41, "at most 40"),
        ("阀\x07门", "control character"),
        ("轴承", "shop.txt:1"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_with_its_place(line: str, reason: str) -> None:
    """The other lines hold."""
    lexicon, problems = Lexicon.parse(f"轴承\n{line}\n公差", "shop.txt")
    assert ("轴承", "公差") == lexicon.terms
    (problem,) = problems
    assert str(problem).startswith("shop.txt:2: ")
    assert reason in problem.reason


def test_a_rule_may_remove_words() -> None:
    """Nothing after the arrow."""
    lexicon, _ = Lexicon.parse("那个那个=>", "shop.txt")
    assert "先停机" == TextChain(TextRules(), lexicon).finish("那个那个先停机", "zh").text


def test_the_hash_tells_contents_and_no_order() -> None:
    """Of two packs with the same lines it is the same; without any it is empty."""
    one, _ = Lexicon.parse("阀门\n轴承\t2", "a.txt")
    other, _ = Lexicon.parse("轴承\t2\n# x\n阀门", "b.txt")
    heavier, _ = Lexicon.parse("阀门\n轴承\t3", "a.txt")
    assert one.hash == other.hash != heavier.hash
    assert "" == Lexicon().hash


def test_an_engine_gets_the_heaviest_terms() -> None:
    """No more than it can use, in the order of the packs."""
    lines = [f"词{number}\t{1 + number % 3}" for number in range(3 * MOST_HOT_WORDS)]
    lexicon, _ = Lexicon.parse("\n".join(lines), "large.txt")
    assert tuple(f"词{number}" for number in range(2, 3 * MOST_HOT_WORDS, 3)) == lexicon.hot_words


def test_packs_of_a_folder_are_read_together(tmp_path: Path) -> None:
    """By name, the first to say something counts; what is no pack is passed over or told."""
    (tmp_path / "b.txt").write_text("阀门\t9\n轴承", encoding="utf-8")
    (tmp_path / "a.txt").write_text("阀门", encoding="utf-8")
    (tmp_path / "gbk.txt").write_bytes("公差".encode("gbk"))
    (tmp_path / ".hidden.txt").write_text("隐", encoding="utf-8")
    (tmp_path / "notes.md").write_text("注", encoding="utf-8")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / os.fsdecode(b"\xb2\xe2.txt")).write_text("测", encoding="utf-8")
    lexicon, problems = read_packs(tmp_path)
    assert ("阀门", "轴承") == lexicon.terms
    assert ["a", "b", "gbk"] == list(lexicon.packs)
    assert ("阀门", "轴承") == lexicon.only(["b"]).terms
    assert 9.0 == lexicon.only(["b"]).entries["阀门"].weight
    assert 1.0 == lexicon.entries["阀门"].weight
    assert ["gbk.txt"] == [problem.pack for problem in problems]
    assert "UTF-8" in problems[0].reason
    assert (Lexicon(), []) == read_packs(tmp_path / "missing")


NAMES = st.sampled_from(["a", "b", "c", "../a", "a.txt", ""])
LINES = st.lists(st.sampled_from(["阀门", "阀门\t9", "轴承", "罚门=>阀门", "罚门=>门"]), max_size=3)


def pack(name: str, lines: list[str]) -> Lexicon:
    """Return a pack; what it says twice is left out."""
    return Lexicon.parse("\n".join(lines), f"{name}.txt")[0]


@given(
    st.dictionaries(st.sampled_from(["a", "b", "c"]), LINES),
    st.sets(NAMES),
)
def test_some_packs_are_as_if_there_were_no_others(
    contents: dict[str, list[str]], names: set[str]
) -> None:
    """Also where a pack that is left out said it first; a name that is nobody's adds nothing."""
    all_packs = {name: pack(name, contents[name]) for name in sorted(contents)}
    chosen = {name: pack(name, contents[name]) for name in sorted(names & contents.keys())}
    lexicon, expected = Lexicon.merged(all_packs), Lexicon.merged(chosen)
    some = lexicon.only(names)
    assert expected == some
    assert (expected.hash, expected.hot_words) == (some.hash, some.hot_words)
    assert lexicon == lexicon.only([*all_packs, *names])


@pytest.mark.parametrize(
    ("sent", "terms"),
    [
        ('["阀门", "M8 螺栓", "阀门"]', ("阀门", "M8 螺栓")),
        ('{"阀门": 2, "轴承": 1}', ("阀门", "轴承")),
        ("阀门，轴承、公差\n节拍", ("阀门", "轴承", "公差", "节拍")),
        ("[阀门, 轴承", ("[阀门", "轴承")),
        (["阀门,轴承", 3], ("阀门", "轴承", "3")),
        ("长" * 41, ()),
        (None, ()),
    ],
)
def test_hot_words_of_a_client_come_in_many_forms(sent: object, terms: tuple[str, ...]) -> None:
    """JSON, lines, commas and lists are one thing."""
    assert terms == as_terms(sent)  # type: ignore[arg-type]  # what clients send
