"""Dates and times of day. The words 年, 月, 号 and 日 stay as they were said; times get a colon."""

import re
from typing import Final

from appliance.text.itn.draft import Rule
from appliance.text.itn.numbers import RUN, string, whole

_NUM: Final = rf"(?:{RUN}|\d+)"
_DIGITS: Final = "零〇一二三四五六七八九"
_DAY_PART: Final = (
    "上午|早上|早晨|清晨|凌晨|中午|正午|下午|午后|傍晚|晚上|夜里|半夜|今晚|明晚|昨晚|今早|明早|当晚"
)
_DAY: Final = "今天|明天|昨天|后天|前天|每天|当天|(?:星期|周|礼拜).|[号日]|每晚|每早|早|晚"
_AFTER: Final = (
    "钟|整|左右|之前|以前|之后|以后|前|后|开始|开会|上班|下班|交班|接班|集合|出发|到岗|[到至]"
)
_TALKED_OF: Final = (
    "意见|要求|建议|原因|说明|内容|问题|经验|体会|注意|好处|希望|看法|理由|共识|改进|措施|结论|以上"
)

_APPROXIMATE_YEARS: Final = frozenset(
    {"一二", "二三", "三四", "四五", "五六", "六七", "七八", "八九"}
)


def _year(match: re.Match[str]) -> str | None:
    spoken = match["year"]
    digits = string(spoken)
    if digits is None or len(digits) not in {2, 4}:
        return None
    if spoken in _APPROXIMATE_YEARS and not re.match(f"{_NUM}月", match.string[match.end() :]):
        return None
    return f"{digits}年"


def _bounded(spoken: str, most: int) -> str | None:
    written = whole(spoken)
    return written if written and written.isdigit() and int(written) <= most else None


def _month(match: re.Match[str]) -> str | None:
    month = _bounded(match["month"], 12)
    if month is None or month == "0":
        return None
    if match["day"] is None:
        return f"{month}月"
    day = _bounded(match["day"], 31)
    return None if day is None else f"{month}月{day}{match['of']}"


def _day(match: re.Match[str]) -> str | None:
    day = _bounded(match["day"], 31)
    return None if day is None else f"{day}日"


def _clock(match: re.Match[str]) -> str | None:
    """九点半 → 9:30, 三点一刻 → 3:15, 八点零五 → 8:05."""
    hour = _bounded(match["hour"], 24)
    if hour is None:
        return None
    found = match.groupdict()
    if found.get("half"):
        return f"{hour}:30"
    if found.get("quarter"):
        return f"{hour}:{'15' if found['quarter'] == '一' else '45'}"
    spoken = found["minute"]
    minute = string(spoken) if spoken.startswith(("零", "〇")) else _bounded(spoken, 59)
    if minute is None or len(minute) > 2 or int(minute) > 59:
        return None
    written = f"{hour}:{int(minute):02d}"
    second = found.get("second")
    if second:
        seconds = _bounded(second, 59)
        return None if seconds is None else f"{written}:{int(seconds):02d}"
    return written


def _hour(match: re.Match[str]) -> str | None:
    hour = _bounded(match["hour"], 24)
    return None if hour is None else f"{hour}点"


def _before_hour(match: re.Match[str]) -> str | None:
    minute, hour = _bounded(match["minute"], 59), _bounded(match["hour"], 24)
    return None if minute is None or hour is None else f"差{minute}分{hour}点"


def _era(match: re.Match[str]) -> str | None:
    written = whole(match["number"])
    return None if written is None else written + match["of"]


_MINUTE: Final = rf"(?:{RUN}|\d{{1,2}})"

DATES: Final = (
    Rule(
        "year",
        re.compile(r"(?P<year>[零〇一二三四五六七八九]{2}(?:[零〇一二三四五六七八九]{2})?)年"),
        _year,
    ),
    Rule(
        "date",
        re.compile(rf"(?<![个几])(?P<month>{_NUM})月(?:(?P<day>{_NUM})(?P<of>[号日]))?(?!饼|球)"),
        _month,
    ),
    Rule("date", re.compile(rf"(?P<day>{_NUM})日(?![常游益夜])"), _day),
    Rule("era", re.compile(rf"(?P<number>{RUN})(?P<of>世纪|年代)"), _era),
)
TIMES: Final = (
    Rule("time", re.compile(rf"差(?P<minute>{_NUM})分(?:钟)?(?P<hour>{_NUM})点"), _before_hour),
    Rule("time", re.compile(rf"(?P<hour>{_NUM})点(?P<half>半)(?![个天年])"), _clock),
    Rule("time", re.compile(rf"(?P<hour>{_NUM})点(?P<quarter>[一三])刻"), _clock),
    Rule(
        "time",
        re.compile(
            rf"(?P<hour>{_NUM})点(?P<minute>{_MINUTE})分(?:(?P<second>{_NUM})秒)?(?![之钟])"
        ),
        _clock,
    ),
    Rule(
        "time",
        re.compile(
            rf"(?P<hour>{_NUM})点(?P<minute>[二三四五]?十[一二三四五六七八九]?)(?![个百千万亿几多])"
        ),
        _clock,
    ),
    Rule(
        "time",
        re.compile(
            rf"(?:(?<=上午)|(?<=早上)|(?<=下午)|(?<=晚上)|(?<=凌晨)|(?<=中午)|(?<=今晚)|(?<=明早)|(?<=昨晚))"
            rf"(?P<hour>{_NUM})点(?P<minute>[零〇][一二三四五六七八九])"
        ),
        _clock,
    ),
    Rule(
        "time",
        re.compile(
            rf"(?P<hour>[零二两三四五六七八九]|(?:二?十|二)[一二三四五六七八九]?|十)点"
            rf"(?=(?:{_AFTER})(?!{_TALKED_OF}))(?<!一点)"
        ),
        _hour,
    ),
)


def hours_after_words(match: re.Match[str]) -> str | None:
    """下午三点 → 下午3点, where what follows does not make it a count of points."""
    hour = _bounded(match["hour"], 24)
    return None if hour is None else f"{match['before']}{hour}点"


HOURS: Final = (
    Rule(
        "time",
        re.compile(
            rf"(?P<before>(?:{_DAY_PART})[的，, ]?)(?P<hour>{_NUM})点(?![都也不没儿点{_DIGITS}])"
            rf"(?!{_TALKED_OF})"
        ),
        hours_after_words,
    ),
    Rule(
        "time",
        re.compile(
            rf"(?P<before>(?:{_DAY})(?:的|，|, | )?)"
            r"(?P<hour>[二两三四五六七八九]|二?十[一二三四五六七八九]?|\d\d?)点"
            rf"(?![{_DIGITS}])(?!{_TALKED_OF})"
        ),
        hours_after_words,
    ),
    Rule(
        "time",
        re.compile(
            rf"(?P<before>[到至从])(?P<hour>{_NUM})点(?![零〇一二三四五六七八九])(?!{_TALKED_OF})(?<!从一点)"
        ),
        hours_after_words,
    ),
    Rule(
        "time",
        re.compile(
            rf"(?P<hour>二?十[一二三四五六七八九]?)点(?![零〇一二三四五六七八九])(?!{_TALKED_OF})"
        ),
        _hour,
    ),
)
