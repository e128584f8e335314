"""The real table of words, made of the dictionaries that are installed."""

import asyncio
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.pinyin import InputMethod, PinyinDesk, Table, TableError
from appliance.pinyin.syllable import SYLLABLES
from tests.fakes.words import write_words
from tests.unit.pinyin.spelling import may_be_typed

TYPED = st.lists(
    st.sampled_from([*sorted(SYLLABLES), *"bpmfdtnlgkhjqxrzcsyw'", "lue", "nv", "jv"]), max_size=8
).map("".join)


pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a table is, made as the station makes it, over one of another edition."""
    path = tmp_path_factory.mktemp("data") / "pinyin.txt"
    path.write_bytes(b"! of another edition\n")
    assert [] == asyncio.run(PinyinDesk(path).candidates(""))
    return path


@pytest.fixture(scope="module")
def method(path: Path) -> Iterator[InputMethod]:
    """Return an input method on it."""
    table = Table.open(path)
    assert table is not None
    yield InputMethod(table)
    table.close()


COMMON = (
    ("zhongguo", "中国", 1),
    ("zhongguoren", "中国人", 1),
    ("zgr", "中国人", 1),
    ("huiyi", "会议", 1),
    ("shengchanxian", "生产线", 1),
    ("scx", "生产线", 3),
    ("sengcanxian", "生产线", 1),
    ("chuanganqi", "传感器", 1),
    ("cgq", "传感器", 3),
    ("zhiliang", "质量", 1),
    ("ziliang", "质量", 3),
    ("womenjintiankaihui", "我们今天开会", 1),
    ("jintianxiawukaihui", "今天下午开会", 1),
    ("lanjing", "南京", 3),
    ("funan", "湖南", 5),
    ("xian", "先", 1),
    ("xian", "西安", 20),
    ("xi'an", "西安", 1),
    ("nvren", "女人", 1),
    ("zhanglve", "战略", 1),
    ("zhanlue", "战略", 1),
    ("yinhang", "银行", 1),
    ("yinyue", "音乐", 1),
    ("jiansu", "减速", 10),
    ("wendu", "温度", 1),
    ("yali", "压力", 1),
    ("gongchengshi", "工程师", 1),
    ("de", "的", 1),
    ("le", "了", 1),
    ("w", "我", 1),
)
"""What is typed, what is meant, and among how many it is to be."""


def test_common_words_come_first(method: InputMethod) -> None:
    """By sound, by initials, with confused sounds, as sentences.

    One test: each process that has a share of the tests would make a table of its own.
    """
    found = {
        (typed, within): [candidate.text for candidate in method.candidates(typed)[:within]]
        for typed, _, within in COMMON
    }
    late = [one for one in COMMON if one[1] not in found[one[0], one[2]]]

    assert [] == late


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=TYPED)
def test_all_candidates_sound_like_what_was_typed(method: InputMethod, typed: str) -> None:
    """Checked against the readings of the library, not against the table."""
    for one in method.candidates(typed):
        assert may_be_typed(typed[: one.taken], [_readings(each) for each in one.text]), one


async def test_the_table_is_made_once_and_holds_no_choices(path: Path) -> None:
    """What a person chose is forgotten with the station; nothing else lies beside the table."""
    made = path.stat()
    desk = PinyinDesk(path)
    await desk.remember([("huiyi", "回忆")])
    assert "回忆" == (await desk.candidates("huiyi"))[0].text
    assert "会议" == (await PinyinDesk(path).candidates("huiyi"))[0].text
    assert made == path.stat()
    assert [path] == list(path.parent.iterdir())


async def test_a_table_that_cannot_be_made_says_what_helps(tmp_path: Path) -> None:
    """It is not made again for every key, but one that is there at last is taken."""
    desk = PinyinDesk(tmp_path / "missing" / "pinyin.txt")
    with pytest.raises(TableError, match=re.escape("could not be made ready")) as caught:
        await desk.candidates("zhong")
    assert "Make room" in caught.value.hint
    (tmp_path / "missing").mkdir()
    with pytest.raises(TableError, match=re.escape(str(caught.value))):
        await desk.candidates("zhong")
    assert [] == list((tmp_path / "missing").iterdir())
    write_words(tmp_path / "missing" / "pinyin.txt")
    assert "中" == (await desk.candidates("zhong"))[0].text


@lru_cache(maxsize=8192)
def _readings(character: str) -> list[str]:
    from pypinyin import Style, pinyin

    from appliance.text.syllables import readings

    found = pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False)
    return sorted({*found[0], *readings(character)})
