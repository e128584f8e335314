"""Writes digits as Mandarin speaks them, so that 98.5% and 百分之九十八点五 compare equal."""

import re
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_UNITS: Final = ("", "十", "百", "千")
_GROUPS: Final = ("", "万", "亿", "万亿")
_LONGEST_READ: Final = 16
"""Longer numbers are identifiers and are read digit by digit."""

_NUMBER = re.compile(r"(?P<whole>\d+)(?:\.(?P<fraction>\d+))?(?P<percent>\s*%)?(?P<year>(?=年))?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def spoken_numbers(text: str) -> str:
    """Replace every number of ASCII digits by Chinese numerals."""
    return _NUMBER.sub(_spoken, _THOUSANDS.sub("", text))


def whole_number(digits: str) -> str:
    """Read a whole number: ``1230`` is 一千二百三十; one with leading zeros digit by digit."""
    if len(digits) > _LONGEST_READ or (digits[0] == "0" and len(digits) > 1):
        return _digit_by_digit(digits)
    value = int(digits)
    if value == 0:
        return "零"
    spoken = ""
    needs_zero = False
    for group in range(len(_GROUPS) - 1, -1, -1):
        four = value // 10_000**group % 10_000
        if four == 0:
            needs_zero = bool(spoken)
            continue
        if spoken and (needs_zero or four < 1000):
            spoken += "零"
        spoken += _below_ten_thousand(four) + _GROUPS[group]
        needs_zero = False
    return spoken.removeprefix("一") if spoken.startswith("一十") else spoken


def _below_ten_thousand(value: int) -> str:
    spoken = ""
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            spoken += _DIGITS[digit] + _UNITS[place]
        elif spoken and value % 10**place:
            spoken = spoken.rstrip("零") + "零"
    return spoken


def _spoken(match: re.Match[str]) -> str:
    whole, fraction = match["whole"], match["fraction"]
    is_year = match["year"] is not None and len(whole) == 4 and not fraction
    spoken = _digit_by_digit(whole) if is_year else whole_number(whole)
    if fraction:
        spoken += "点" + _digit_by_digit(fraction)
    return f"百分之{spoken}" if match["percent"] else spoken


def _digit_by_digit(digits: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in digits)
