"""Words with numerals in them that are no numbers: 一起, 万一, 三心二意, 星期三, 四川."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from appliance.text.dictionary import Dictionary, dictionary
from appliance.text.itn.numbers import CHARACTERS

_COUNTING: Final = frozenset({"m", "mq", "q", "t"})
"""Parts of speech of numbers and quantities."""

_FOR_RULES: Final = re.compile(
    f"[{CHARACTERS}几数]+(?:[层号]?楼|[米里克斤升吨度级号日月年点分秒时]|号[线机]|月份|小时|公里|"
    f"海里|毛|室|百分点|分之.*)"
)
"""Such words are quantities, dates and places, whatever the dictionary calls them."""

_DIGIT_AND_UNIT: Final = re.compile("[一二两三四五六七八九][安版]")
"""六安 is a town and 二版 a page, but not after a number: 十二点六安, 三点二版."""

_DECIMAL_BEGUN: Final = re.compile(f"[{CHARACTERS}](?:点[{CHARACTERS}]*)?$")
_NO_WORD: Final = re.compile(
    f"(?:[上中下]午|[早晚]上|凌晨|清晨|傍晚|夜里|半夜|[今明昨][早晚])的?[{CHARACTERS}]+点十分|"
    f"(?<![第几])[{CHARACTERS}]+点十分(?=$|[，。、？！；,]|左右|[之以]前|[之以]后|开始|开会|集合|出发|"
    "[上下]班|到(?!位)|准时|的[车会班])|"
    f"[{CHARACTERS}]+起(?=事故|工伤|火灾|案|投诉|事件|报警|纠纷|质量)"
)
"""A time of day, where 十分 is no adverb; a count of accidents, where 一起 is none."""

_NUMERALS_ONLY: Final = re.compile(f"[{CHARACTERS}]+")
_PLACES: Final = "十百千万亿"
_BEFORE_PLACES: Final = "一二两三四五六七八九十百千"
_KEPT: Final = Path(__file__).with_name("kept_words.txt")
"""What the dictionary lacks, or calls a number."""

_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        "(?:星期|周|礼拜)[一二三四五六日天]",
        f"(?:正月|腊月|农历|阴历)[初廿{CHARACTERS}月]*|大年[初{CHARACTERS}]+|初[一二三四五六七八九十]",
        "一点一点|八月十五(?![号日])",
        "国庆十一|十一(?=国庆|放假|期间|假期|长假|小长假|黄金周)",
        f"[几数好][十百千万亿]+|[{CHARACTERS}]*[十百千万]几[百千万亿]*|十[来余](?=[^{CHARACTERS}])",
        f"[{CHARACTERS}]+来(?=[个人岁台件天吨斤米块号家次名位种平])|不怕一万",
        "[上成近]百|[上成]千|[上成]万|上亿|百十来?",
    )
)
_ESTIMATE: Final = re.compile(
    "(?<![零〇一二三四五六七八九十百千万点第A-Za-z])(?:十|[二三四五六七八九]十|[一二两三四五六七八九]百)?"
    "(?:一二|一两|二三|两三|三四|四五|五六|六七|七八|八九|三五)[十百千万亿]*(?![零〇一二三四五六七八九十年月号点])"
)


def kept_places(text: str) -> list[tuple[int, int]]:
    """Return where numerals belong to words."""
    places: list[tuple[int, int]] = []
    kept = _kept_words()
    numbers = [match.span() for match in _NO_WORD.finditer(text)]
    at = 0
    for word in dictionary().words(text):
        end = at + len(word)
        is_free = not any(start < end <= last for start, last in numbers)
        if word in kept and is_free and not _goes_on(text, at, end):
            places.append((at, end))
        at = end
    for pattern in (*_PATTERNS, _ESTIMATE):
        places += [match.span() for match in pattern.finditer(text)]
    return places


def _goes_on(text: str, start: int, end: int) -> bool:
    """Tell whether a word is but a part of a number: 三八 in a telephone number, 十分 in 五十分."""
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if text[start] in _PLACES and before and before in _BEFORE_PLACES:
        return True
    if _DIGIT_AND_UNIT.fullmatch(text[start:end]) and _DECIMAL_BEGUN.search(text[:start]):
        return True
    is_numeral = _NUMERALS_ONLY.fullmatch(text[start:end]) is not None
    return is_numeral and any(one in CHARACTERS or one == "点" for one in before + after)


@lru_cache(maxsize=1)
def _kept_words() -> frozenset[str]:
    lines = _KEPT.read_text(encoding="utf-8").splitlines()
    listed = frozenset(word for line in lines if not line.startswith("#") for word in line.split())
    return listed | _from(dictionary())


def _from(known: Dictionary) -> frozenset[str]:
    """Return idioms, adverbs, names and things with a numeral from the dictionary."""
    return frozenset(
        word
        for word, kind in known.numeral_kinds.items()
        if kind not in _COUNTING
        and not _NUMERALS_ONLY.fullmatch(word)
        and not _FOR_RULES.fullmatch(word)
    )
