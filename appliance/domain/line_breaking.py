"""Where a line may end, in Chinese, in English, and where the two meet.

After GB/T 15834-2011 (section 5.1, places of punctuation) and UAX 14: between wide characters and
after spaces, but no line begins with a closing mark or ends with an opening one, and no word,
number, percentage, unit or double mark (…… ——) is torn.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from appliance.domain.columns import columns, is_wide

_NEVER_FIRST: Final = frozenset(
    "，。、；：？！…·‧・～〜–,.;:?!%％‰‱℃℉°′″/／"
    "々〻ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ｡､･ｰ＿．"
)
_NEVER_LAST: Final = frozenset("/／#＃@＠№")
_JOINTS: Final = frozenset("/-_.&=?+")
_STRAIGHT_QUOTES: Final = frozenset("\"'＂＇")
_OPENING: Final = frozenset({"Ps", "Pi", "Sc"})
_CLOSING: Final = frozenset({"Pe", "Pf"})
_JOINERS: Final = frozenset("\u200d\u2060\ufeff")

_DIGIT: Final = "[0-9０-９]"
_NUMBER: Final = (
    r"(?<![A-Za-z0-9])(?<![A-Za-z]-)"  # "123" of "ABC-123" is none
    rf"(?:第|约|[+\-−±~≈￥¥$€£]){{0,3}}{_DIGIT}+(?:[.,:/．：\-–~～×]{_DIGIT}+)*"
)
_LATIN_UNIT: Final = (
    r"(?:[kKMGmcdnpµμ]?(?:bar|Hz|Pa|m|g|s|L|l|W|V|A|N|J|B|b|t|Ω)|min|h|rpm|kWh|kVA|dB|°C)[²³]?"
    r"(?:/(?:min|kg|s|h|m|g|L|l)[²³]?)?(?![A-Za-z])"
)
_CHINESE_UNIT: Final = (
    "[万亿千百]*(?:平方米|立方米|平方毫米|毫米|厘米|公里|千米|微米|公斤|千克|毫克|微克|毫升|毫秒|分钟"
    "|小时|摄氏度|千瓦时|千瓦|兆瓦|千伏|毫安|兆帕|千帕|赫兹|兆赫|分贝|欧姆|牛米|海里|世纪|年代|个月"
    "|星期|人次|美元|欧元|英镑|港元|万|亿|千|百)(?!分之)"
)
_WHOLE: Final = re.compile(
    rf"{_NUMBER}(?: ?(?:[%％‰℃℉°]|{_LATIN_UNIT}|{_CHINESE_UNIT})|\w)?"
    r"|百分之[零〇一二两三四五六七八九十百千万点]+"
    r"|第?[零〇一二两三四五六七八九十百千万亿]{2,}(?:点[零一二三四五六七八九]+)?"
    r"|[０-９Ａ-Ｚａ-ｚ]{2,}"
)
"""What is not torn though it holds a space or wide characters."""


def break_places(text: str, *, limit_columns: int) -> list[int]:
    """Return the places where a line may end, the last one at the end of the text.

    The text has no space at its ends and no two in a row. What lies between two places fits on a
    line: a word longer than that is torn, the only case in which the rules above give way.
    """
    torn = bytearray(len(text) + 1)
    for whole in _WHOLE.finditer(text):
        torn[whole.start() + 1 : whole.end()] = b"\1" * (whole.end() - whole.start() - 1)
    places = [at for at in range(1, len(text)) if not torn[at] and may_break(text, at)]
    places.append(len(text))
    return _narrowed(text, places, limit_columns)


def may_break(text: str, at: int) -> bool:
    """Tell whether a line may end before ``text[at]``, whatever the words and numbers are."""
    before, after = text[at - 1], text[at]
    if after == " ":
        return False
    if before != " " and not (is_wide(before) or is_wide(after)):
        return False
    return respects_marks(text, at)


def respects_marks(text: str, at: int) -> bool:
    """Tell whether a break before ``text[at]`` leaves every mark on the side where it belongs."""
    after, is_spaced = text[at], text[at - 1] == " "
    last = at - 2 if is_spaced else at - 1
    before = text[last]
    if _extends(after) or before in _JOINERS or (before == after and before in "—―⸺"):
        return False
    if before in _STRAIGHT_QUOTES and (not is_spaced or last == 0 or text[last - 1] == " "):
        return False
    if after in _STRAIGHT_QUOTES and (not is_spaced or text[at + 1 : at + 2] in {"", " "}):
        return False
    return not is_never_last(before) and not is_never_first(after)


@lru_cache(maxsize=4096)
def is_never_first(character: str) -> bool:
    """Tell whether no line may begin with it: a closing mark or the like."""
    return character in _NEVER_FIRST or unicodedata.category(character) in _CLOSING


@lru_cache(maxsize=4096)
def is_never_last(character: str) -> bool:
    """Tell whether no line may end with it: an opening mark, or a sign before a number."""
    return character in _NEVER_LAST or unicodedata.category(character) in _OPENING


@lru_cache(maxsize=4096)
def _extends(character: str) -> bool:
    """Tell whether it belongs to the character before it: accents, skin tones, joiners."""
    return (
        character in _JOINERS
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or unicodedata.category(character) in {"Mn", "Me", "Mc"}
    )


def _narrowed(text: str, places: list[int], limit_columns: int) -> list[int]:
    """Add places where the text between two of them is wider than a line."""
    found: list[int] = []
    start = 0
    for place in places:
        while (end := _end_within(text, start, place, limit_columns)) < place:
            start = _best_tear(text, start, end)
            found.append(start)
        found.append(place)
        start = place
    return found


def _end_within(text: str, start: int, end: int, limit_columns: int) -> int:
    """Return how far the text goes on one line; a space at its end takes no room."""
    width = 0
    for at in range(start, end):
        width += columns(text[at])
        if width > limit_columns and not (at == end - 1 and text[at] == " "):
            return max(at, start + 1)
    return end


def _best_tear(text: str, start: int, end: int) -> int:
    """Return the last of the least bad places in the second half of the line."""
    places = range(start + max(1, (end - start) // 2), end + 1)
    return max(places, key=lambda at: (_tear_rank(text, at), at))


def _tear_rank(text: str, at: int) -> int:
    before, after = text[at - 1], text[at]
    if _extends(after) or before in _JOINERS or after == " ":
        return 0
    if before in _JOINTS and after.isalnum():
        return 4
    if not respects_marks(text, at):
        return 1
    if may_break(text, at):
        return 5
    return 2 if before.isdigit() and after.isdigit() else 3
