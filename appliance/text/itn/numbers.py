"""Chinese numbers, read strictly: what is not well formed is no number and stays as it was said.

两三, 五六十 and 十几 are estimates, and 一五一十 is none of either; none of them is well formed.
"""

import re
from functools import lru_cache
from typing import Final

CHARACTERS: Final = "零〇一二三四五六七八九十百千万亿两幺"
"""Of which spoken numbers consist."""

RUN: Final = f"[{CHARACTERS}]+"
NUMBER: Final = rf"(?:{RUN}(?:点[零〇一二三四五六七八九幺]+)?|\d+(?:\.\d+)?)"
"""A number, spoken or in digits already, with or without decimals. It still has to be read."""

_DIGITS: Final = {
    "零": "0", "〇": "0", "一": "1", "幺": "1", "二": "2", "两": "2", "三": "3", "四": "4",
    "五": "5", "六": "6", "七": "7", "八": "8", "九": "9",
}  # fmt: skip
_STRING: Final = re.compile("[零〇一二三四五六七八九幺]+")
_BELOW_100: Final = "[一二三四五六七八九]?十[一二三四五六七八九]?"
_REST_OF_100: Final = f"(?:零[一二三四五六七八九]|{_BELOW_100}|[一二三四五六七八九])?"
_BELOW_1000: Final = f"[一二两三四五六七八九]百{_REST_OF_100}"
_BELOW_10000: Final = (
    "[一二两三四五六七八九]千"
    f"(?:零(?:{_BELOW_100}|[一二三四五六七八九])|零?{_BELOW_1000}|[一二三四五六七八九])?"
)
_SECTION: Final = f"(?:{_BELOW_10000}|{_BELOW_1000}|{_BELOW_100}|[一二两三四五六七八九])"
_WHOLE: Final = re.compile(
    f"(?:(?P<yi>{_SECTION}万?)亿)?(?:零?(?P<wan>{_SECTION})万)?(?:(?P<zero>零)?(?P<rest>{_SECTION}))?"
)
_PLACES: Final = {"千": 1000, "百": 100, "十": 10}


@lru_cache(maxsize=4096)
def whole(spoken: str) -> str | None:
    """Return a well-formed whole number as it is written; None for anything else.

    Round tens of thousands keep their word: 10万, 3亿5000万.
    """
    if spoken.isascii():
        return spoken if spoken.isdigit() else None
    if spoken in {"零", "〇"}:
        return "0"
    match = _WHOLE.fullmatch(spoken)
    if match is None or not spoken:
        return None
    yi, wan, rest = match["yi"], match["wan"], match["rest"]
    if not (yi or wan):
        return str(_section(rest))
    if rest is None:
        written = f"{_with_wan(yi)}亿" if yi else ""
        return written + (f"{_section(wan)}万" if wan else "")
    small = _section(rest)
    if not match["zero"] and rest in _DIGITS:
        small *= 1000 if wan else 10_000_000  # 三万五, 两亿三
    total = (_section(wan) if wan else 0) * 10_000 + small
    if yi is None:
        return str(total)
    large = _section(yi.removesuffix("万")) * (10_000 if yi.endswith("万") else 1)
    return str(large * 100_000_000 + total)


def number(spoken: str) -> str | None:
    """Return a whole or decimal number as it is written; None for anything else."""
    before, point, after = spoken.partition("." if spoken.isascii() else "点")
    if not point:
        return whole(before)
    written = whole(before)
    if written is None or not written.isdigit():
        return None
    return f"{written}.{after if after.isascii() else string(after)}"


def string(spoken: str) -> str | None:
    """Return digits that were said one by one: 幺三八 → 138; None for anything else."""
    if spoken.isascii():
        return spoken if spoken.isdigit() else None
    if not _STRING.fullmatch(spoken):
        return None
    return "".join(_DIGITS[one] for one in spoken)


def label(spoken: str) -> str | None:
    """Return a number that names something, said as a number or digit by digit."""
    return string(spoken) or whole(spoken)


def is_single(spoken: str) -> bool:
    """Tell whether it is one digit, which counts things in words: 四个."""
    return len(spoken) == 1 and spoken != "十" and not spoken.isascii()


def _with_wan(yi: str) -> str:
    return f"{_section(yi[:-1])}万" if yi.endswith("万") else str(_section(yi))


def _section(spoken: str) -> int:
    """Read a number below ten thousand; 三百五 is 350, 一千二 is 1200."""
    total, digit, place = 0, 0, 10_000
    for one in spoken:
        if one in _PLACES:
            place = _PLACES[one]
            total += max(digit, 1) * place
            digit = 0
        elif one in {"零", "〇"}:
            digit, place = 0, 10  # what follows is exactly what it says
        else:
            digit = int(_DIGITS[one])
    return total + digit * (place // 10 if place in {1000, 100} else 1)
