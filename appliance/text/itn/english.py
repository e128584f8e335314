"""English numbers, read by wetext's grammars.

Only runs of number words are handed to them, with the unit or month beside: given a whole
sentence they also change ordinals (in a 2nd), spaces and capitals.
"""

import logging
import re
from functools import lru_cache
from typing import Any, Final

from appliance.text.itn.draft import Draft, Rule

_DIGIT: Final = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
_LARGE: Final = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_PLACE: Final = "hundred|thousand|million|billion"
_LEFT_BY_GRAMMARS: Final = {"ten": "10", "eleven": "11", "twelve": "12"}
_HOUR: Final = f"(?:{_DIGIT}|ten|eleven|twelve)"
_PAST: Final = {"half past": "30", "quarter past": "15", "quarter to": "45"}
_EARLY: Final = {"first": "1", "second": "2", "third": "3"}
_ORDINAL: Final = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    "thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|"
    "thirtieth"
)
_MONTH: Final = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_WORD: Final = f"(?:{_DIGIT}|{_LARGE}|{_PLACE})"
_NUMBER: Final = (
    rf"{_WORD}(?:[ -]{_WORD}|(?<=hundred) and (?:{_DIGIT}|{_LARGE})"
    rf"|\spoint(?:\s(?:{_DIGIT}))+)*\b"
)
_SIGN: Final = "(?P<sign>plus or minus |minus )?"
_SYMBOLS: Final = {
    "millimeter": "mm", "millimetre": "mm", "centimeter": "cm", "centimetre": "cm",
    "micrometer": "μm", "kilowatt": "kW", "watt": "W", "volt": "V", "kilovolt": "kV",
    "amp": "A", "ampere": "A", "milliamp": "mA", "hertz": "Hz", "kilohertz": "kHz",
    "megapascal": "MPa", "kilopascal": "kPa", "pascal": "Pa", "newton meter": "N·m",
    "decibel": "dB", "milliliter": "mL", "millilitre": "mL", "kilogram": "kg",
    "kilowatt hour": "kWh",
    "degree celsius": "℃", "degrees celsius": "℃", "megabyte": "MB", "gigabyte": "GB",
    "kilometer per hour": "km/h", "kilometers per hour": "km/h",
    "revolution per minute": "r/min", "revolutions per minute": "r/min",
}  # fmt: skip
_UNITS: Final = "|".join(sorted(_SYMBOLS, key=len, reverse=True))


def apply(draft: Draft) -> None:
    """Write spoken numbers with digits."""
    for rule in _RULES:
        draft.apply(rule)


@lru_cache(maxsize=1)
def warm() -> Any:
    """Load the grammars; half a second."""
    from wetext import Normalizer

    return Normalizer(lang="en", operator="itn")


@lru_cache(maxsize=1024)
def _read(words: str) -> str | None:
    """Return what the grammars make of a run of number words; None if words are left."""
    try:
        written = str(warm().normalize(words.lower().replace("-", " "))).strip()
    except (RuntimeError, ValueError):
        log.debug("the grammars refuse a number", extra={"event": "itn-refused"})
        return None
    return None if re.search("[a-z]", written) else written


def _number(match: re.Match[str]) -> str | None:
    spoken = match["number"]
    parts = re.split("[ -]", spoken.lower())
    if len(parts) == 1 and (parts[0] in _DIGIT.split("|") or parts[0] in _PLACE.split("|")):
        return None  # one of us; two people
    if len(parts) > 2 and all(part in _DIGIT.split("|") for part in parts):
        return "".join(_digit(part) for part in parts)
    return _value(spoken)


def _value(spoken: str) -> str | None:
    """Read a number of any size, a single digit too."""
    if spoken.lower() in _DIGIT.split("|"):
        return _digit(spoken)
    if spoken.lower() in _LEFT_BY_GRAMMARS:
        return _LEFT_BY_GRAMMARS[spoken.lower()]
    written = _read(spoken)
    return None if written is None or " " in written or ":" in written else written


def _digit(word: str) -> str:
    return str(
        _DIGIT.split("|").index(word.lower()) - 1 if word.lower() not in {"zero", "oh"} else 0
    )


def _measure(match: re.Match[str]) -> str | None:
    written = _value(match["number"])
    unit = match["unit"].lower()
    symbol = _SYMBOLS.get(unit) or _SYMBOLS.get(unit.removesuffix("s"))
    if written is None or symbol is None:
        return None
    return f"{_sign(match)}{written} {symbol}"


def _percent(match: re.Match[str]) -> str | None:
    written = _value(match["number"])
    return None if written is None else f"{_sign(match)}{written}%"


def _degrees(match: re.Match[str]) -> str | None:
    written = _value(match["number"])
    return None if written is None else f"{_sign(match)}{written}"


def _sign(match: re.Match[str]) -> str:
    return {"": "", "minus": "-"}.get((match["sign"] or "").lower().strip(), "±")


def _money(match: re.Match[str]) -> str | None:
    written = _value(match["number"])
    return None if written is None else f"${written}"


def _time(match: re.Match[str]) -> str | None:
    """Return 9:30 for nine thirty and for half past nine."""
    if match["past"]:
        hour = _value(match["hour_past"])
        minute: str | None = _PAST[match["past"].lower()]
    else:
        hour, minute = _value(match["hour"]), _value(match["minute"].lower().removeprefix("oh "))
    if hour is None or minute is None:
        return None
    if (match["past"] or "").lower() == "quarter to":  # quarter to ten is 9:45
        hour = str((int(hour) - 2) % 12 + 1)
    return f"{match['before']}{hour}:{minute:0>2}"


def _date(match: re.Match[str]) -> str | None:
    day = _EARLY.get(match["day"].lower()) or _suffixed(match["day"])
    year = _read(match["year"]) if match["year"] else ""
    if day is None or year is None:
        return None
    return f"{match['month']} {day.rstrip('abcdefghijklmnopqrstuvwxyz')}" + (
        f", {year}" if year else ""
    )


def _suffixed(words: str) -> str | None:
    written = str(warm().normalize(words.lower().replace("-", " "))).strip()
    return written if re.fullmatch(r"\d+(?:st|nd|rd|th)", written) else None


def _ordinal(match: re.Match[str]) -> str | None:
    """Return 21st for twenty-first; up to tenth the word stays."""
    return _suffixed(match.group())


log = logging.getLogger(__name__)
_I: Final = re.IGNORECASE
_RULES: Final = (
    Rule(
        "part number",
        re.compile(rf"\b[A-Z](?:\s(?:{_DIGIT}|dash|point))+\b"),
        lambda match: _part(match.group()),
    ),
    Rule(
        "date",
        re.compile(
            rf"\b(?P<month>{_MONTH}) (?:the )?"
            rf"(?P<day>(?:twenty|thirty)[ -](?:{_ORDINAL})|{_ORDINAL})\b"
            rf"(?:,? (?P<year>(?:nineteen|twenty)(?: (?:{_DIGIT}|{_LARGE}))+))?",
            _I,
        ),
        _date,
    ),
    Rule(
        "time",
        re.compile(
            rf"\b(?P<before>(?:at|by|until|till|from|to|before|after) )"
            rf"(?:(?P<past>half past|quarter past|quarter to) (?P<hour_past>{_HOUR})"
            rf"|(?P<hour>{_HOUR}) (?P<minute>(?:twenty|thirty|forty|fifty)(?:[ -](?:{_DIGIT}))?"
            rf"|ten|eleven|twelve|\w+teen|oh (?:{_DIGIT})))\b(?! (?:{_PLACE}|percent|point))",
            _I,
        ),
        _time,
    ),
    Rule("percent", re.compile(rf"\b{_SIGN}(?P<number>{_NUMBER}) per ?cent\b", _I), _percent),
    Rule("money", re.compile(rf"\b(?P<number>{_NUMBER}) dollars\b", _I), _money),
    Rule(
        "unit",
        re.compile(rf"\b{_SIGN}(?P<number>{_NUMBER})[ -](?P<unit>(?:{_UNITS})s?)\b", _I),
        _measure,
    ),
    Rule(
        "sign",
        re.compile(rf"\b(?P<sign>minus )(?P<number>{_NUMBER})(?= degrees?\b)", _I),
        _degrees,
    ),
    Rule(
        "ordinal",
        re.compile(
            rf"\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -](?:{_ORDINAL})\b", _I
        ),
        _ordinal,
    ),
    Rule("number", re.compile(rf"\b(?P<number>{_NUMBER})", _I), _number),
)


def _part(spoken: str) -> str:
    letter, *words = spoken.split()
    return letter + "".join({"dash": "-", "point": "."}.get(word) or _digit(word) for word in words)
