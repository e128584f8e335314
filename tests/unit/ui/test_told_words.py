"""What parts of the box name, the screen has words for."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import appliance
from appliance.domain.retention import Fate, Prospect, Reason, Rules
from appliance.domain.stick_contents import Refusal
from appliance.modelstore.installed import Purpose
from appliance.station import audio_kind
from appliance.station.audio_kind import AudioKind
from appliance.text.lexicon import Lexicon
from appliance.text.lexicon_folder import read_pack
from appliance.wire.shelf import AuditEntry
from ui.deeds import DEEDS, deed_words
from ui.deeds import SIGNS as DEED_SIGNS
from ui.file_words import KINDS, refusal_words
from ui.i18n import Languages
from ui.retention_words import WHY, fate_words, rules_words
from ui.signs import SIGNS
from ui.widgets.hot_words_panel import problem_words
from ui.widgets.models_panel import PURPOSES

NOTING = {"note", "_note"}


def noted_deeds() -> set[str]:
    """Return every deed that is noted by its name in the code."""
    found = set()
    for folder in ("station", "library"):
        for file in (Path(appliance.__file__).parent / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                if node.func.attr in NOTING and node.args:
                    found |= {
                        each.value
                        for each in ast.walk(node.args[0])
                        if isinstance(each, ast.Constant) and isinstance(each.value, str)
                    }
    return found


def test_every_deed_has_words() -> None:
    """A deed that somebody adds must be added to the words, too."""
    assert set() == noted_deeds() - set(DEEDS)


def test_every_kind_of_file_that_needs_ffmpeg_has_words() -> None:
    """Where ffmpeg is missing, somebody is told what the file is."""
    alone = (each for each in vars(audio_kind).values() if isinstance(each, AudioKind))
    kinds = {*alone, *(kind for _, kind in audio_kind._BEGINNINGS)}
    needing = {kind.name for kind in kinds if not kind.by_libsndfile}

    assert set() == needing - set(KINDS)


@pytest.mark.parametrize(
    ("code", "words"), [("en", "It is plain text, not audio."), ("zh-CN", "这是纯文本，不是音频。")]
)
def test_a_file_that_is_no_audio_is_called_what_it_is(code: str, words: str) -> None:
    """In a sentence, in the language of the screen."""
    kind = audio_kind.other_kind(b"Minutes of the meeting")

    assert words == refusal_words(Refusal.NOT_AUDIO, kind, Languages(code).choose(None))


@pytest.mark.parametrize("code", ["en", "zh-CN"])
def test_every_reason_is_told(code: str) -> None:
    """Whatever becomes of a recording, when and why."""
    _ = Languages(code).choose(None)
    assert set(Reason) == set(WHY)
    told = {
        fate_words(Prospect(id="a", fate=fate, reason=reason, in_s=in_s), _)
        for fate in Fate
        for reason in Reason
        for in_s in (None, 0.0, 3600.0, 200_000.0)
    }
    assert len(told) == len(Reason) * (1 + 2 * 3)


def test_what_is_still_to_come_is_not_told_as_over() -> None:
    """A recording that goes in six days has not had its time in the trash yet."""
    later = Prospect(id="a", fate=Fate.REMOVED, reason=Reason.TRASH_OVER, in_s=6.5 * 86_400)
    over = replace(later, in_s=0.0)
    _ = Languages("zh-CN").choose(None)
    assert "6 天后彻底删除：那时回收站的保留期满" == fate_words(later, _)
    assert "马上彻底删除：回收站的保留期已满" == fate_words(over, _)


def test_rules_are_told() -> None:
    """In one line."""
    _ = Languages("en").choose(None)
    assert "No recording is deleted by itself. The trash keeps them for 7 days." == rules_words(
        Rules(), _
    )
    assert "older than 1 day " in rules_words(Rules(max_age_days=1), _)


def test_every_purpose_has_words() -> None:
    """Of a model."""
    assert set(Purpose) == set(PURPOSES)


def test_every_problem_of_a_list_is_translated() -> None:
    """By its line, in the language of the screen."""
    _ = Languages("zh-CN").choose(None)
    lines = [
        "家具",
        "家具",
        "=>a",
        "a=>a",
        "\t3",
        "a,b",
        "a->b",
        "x" * 200,
        "a\x07b",
        "a\tx",
        "a\t0",
    ]
    _lexicon, problems = Lexicon.parse("\n".join(lines), "screen.txt")
    told = [problem_words(str(problem), _) for problem in problems]
    assert len(lines) - 1 == len(told)
    assert "第 2 行没有采用：“家具”已经写在第 1 行" == told[0]
    assert [] == [words for words in told if " is " in words or " the " in words or " a " in words]


def test_a_list_of_which_nothing_is_used_says_why(tmp_path: Path) -> None:
    """In the language of the screen, without a line that nobody can look at."""
    _ = Languages("zh-CN").choose(None)
    other_code, folder = tmp_path / "a.txt", tmp_path / "b.txt"
    other_code.write_bytes("注塑机".encode("gb18030"))
    folder.mkdir()
    told = [problem_words(str(read_pack(file)[1][0]), _) for file in (other_code, folder)]
    assert [
        "它不是 UTF-8 编码的文本（可能是 GB18030），请另存为 UTF-8",
        "无法读取：是文件夹，不是文件",
    ] == told


def test_every_deed_has_a_sign() -> None:
    """A dot says nothing."""
    assert set(DEEDS) == set(DEED_SIGNS)
    assert set() == set(DEED_SIGNS.values()) - set(SIGNS)


def test_an_unknown_deed_is_told_as_it_is_noted() -> None:
    """A log may come from a newer release."""
    _ = Languages("en").choose(None)
    entry = AuditEntry(at="2025-05-12T09:30:00Z", clock_trusted=True, deed="x", subject="{y}")
    assert "x: {y}" == deed_words(entry, _, {})
