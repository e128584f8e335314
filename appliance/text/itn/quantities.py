"""Measured quantities: percent, money, units, ranges, ratios.

What engineers write as symbols becomes a symbol in its right case (7.5kW, 0.02mm, ℃); what is
spoken and written alike keeps its word (5公里, 26度, 8小时).
"""

import re
from typing import Final

from appliance.text.itn.draft import Rule
from appliance.text.itn.numbers import NUMBER, RUN, is_single, number, string, whole

SYMBOLS: Final = {
    "毫米": "mm", "微米": "μm", "纳米": "nm", "厘米": "cm", "平方毫米": "mm²", "立方厘米": "cm³",
    "千瓦": "kW", "兆瓦": "MW", "毫瓦": "mW", "瓦": "W", "千瓦时": "kWh", "千瓦小时": "kWh",
    "千伏": "kV", "毫伏": "mV", "伏": "V", "伏特": "V", "千伏安": "kVA", "安培": "A", "毫安": "mA",
    "毫安时": "mAh", "安时": "Ah", "欧姆": "Ω", "千欧": "kΩ", "兆欧": "MΩ", "微法": "μF",
    "赫兹": "Hz", "赫": "Hz", "千赫": "kHz", "千赫兹": "kHz", "兆赫": "MHz", "兆赫兹": "MHz",
    "吉赫兹": "GHz", "兆帕": "MPa", "千帕": "kPa", "帕": "Pa", "帕斯卡": "Pa", "牛米": "N·m",
    "牛顿米": "N·m", "千牛": "kN", "牛顿": "N", "分贝": "dB", "摄氏度": "℃", "毫升": "mL",
    "毫克": "mg", "转每分": "r/min", "转每分钟": "r/min", "米每秒": "m/s", "公里每小时": "km/h",
    "千米每小时": "km/h", "毫秒": "ms", "兆字节": "MB", "毫米每分钟": "mm/min", "毫米每秒": "mm/s",
    "千克每平方米": "kg/m²", "流明": "lm", "勒克斯": "lx", "巴": "bar",
}  # fmt: skip
WORDS: Final = (
    "平方公里", "平方千米", "平方米", "立方米", "平米", "公里", "千米", "海里", "公斤", "千克",
    "公顷", "英寸", "分钟", "小时", "度电", "秒钟", "微克", "个百分点", "百分点",
    "米", "吨", "克", "升",
    "秒", "斤", "度", "倍", "转", "丝", "岁", "亩", "匹", "寸", "周岁",
)  # fmt: skip
_SHORT_AMPERE: Final = "安(?![全装排静心检徽置慰定宁稳居抚顿乐康民阳])"
_UNITS: Final = "|".join((*sorted((*SYMBOLS, *WORDS), key=len, reverse=True), _SHORT_AMPERE))
_UNIT: Final = rf"(?P<unit>{_UNITS})"
_NOT_AFTER: Final = "(?<![几数第点十百千万亿零一二三四五六七八九])"
_SHORT: Final = rf"(?:{RUN.removesuffix('+')}+?(?:点[零〇一二三四五六七八九幺]+?)?|\d+(?:\.\d+)?)"
"""A number as short as it may be: 五千瓦 is five kilowatts, not five thousand watts."""

_SIGNS: Final = {"正负": "±", "负": "-", "零下": "零下", "正": "+", "加减": "±", "": ""}
_SIGN: Final = "(?P<sign>正负|加减|零下|负|正(?=[零一二三四五六七八九]点)|(?<=[到至])正)?"
_NO_UNIT: Final = "(?!假|过难关|日如年|量|母|周|身|形|角|子|轮|向|弯|换|达|帜|面|型|格|线)"
_HALF_MORE: Final = re.compile("半(?![天年径夜成自导岁价票])")
_AFTER_AMPERE: Final = re.compile(r"$|[的以左，。、？；]|到|保险|熔|电流|空开|断路")
_COMPARED: Final = "(?![大小多少高低好坏快慢强差长短较例赛])"


def _unit(word: str, written: str) -> str:
    """Put the unit after a number."""
    return written + ("A" if word == "安" else SYMBOLS.get(word, word))


def _measure(match: re.Match[str]) -> str | None:
    """七点五千瓦 → 7.5kW; 正负零点零二毫米 → ±0.02mm."""
    spoken, unit = match["number"], match["unit"]
    written = number(spoken)
    if written is None or (unit in {"倍", "度", "匹", "转", "升", "丝"} and spoken == "一"):
        return None
    if is_single(spoken) and unit == "安" and not _AFTER_AMPERE.match(match.string, match.end()):
        return None  # 三安 is a name
    if is_single(spoken) and _HALF_MORE.match(match.string, match.end()):
        return None  # 两吨半
    return _SIGNS[match["sign"] or ""] + _unit(unit, written)


def _height(match: re.Match[str]) -> str | None:
    """一米七五 → 1米75."""
    before, after = number(match["number"]), string(match["rest"])
    return None if before is None or after is None else f"{before}米{after}"


def _measures(match: re.Match[str]) -> str | None:
    """五到十毫米 → 5到10mm."""
    first, last = number(match["first"]), number(match["number"])
    if first is None or last is None:
        return None
    return f"{_SIGNS[match['sign'] or '']}{first}{match['to']}{_unit(match['unit'], last)}"


def _percent(match: re.Match[str]) -> str | None:
    mark = "%" if match["of"] == "百" else "‰"
    if match["number"] == "百":
        return "100%"
    written = number(match["number"])
    if written is None:
        return None
    sign = _SIGNS[match["sign"] or ""]
    if not match["last"]:
        return f"{sign}{written}{mark}"
    last = number(match["last"])
    return None if last is None else f"{sign}{written}{mark}{match['to']}{last}{mark}"


def _fraction(match: re.Match[str]) -> str | None:
    """三分之一 stays, as all single digits do; 二十分之一 → 1/20."""
    below, above = match["below"], match["above"]
    if len(below) == 1 and len(above) == 1:
        return match.group()
    first, last = whole(above), whole(below)
    return None if first is None or last is None else f"{first}/{last}"


def _money(match: re.Match[str]) -> str | None:
    written = number(match["number"])
    return None if written is None else written + match["of"]


def _coins(match: re.Match[str]) -> str | None:
    """三块五毛 → 3块5毛."""
    written = [
        number(piece) if re.fullmatch(NUMBER, piece) else piece
        for piece in re.findall(rf"{NUMBER}|.", match.group())
    ]
    return None if None in written else "".join(piece for piece in written if piece)


def _ratio(match: re.Match[str]) -> str | None:
    first, last = number(match["first"]), number(match["last"])
    return None if first is None or last is None else f"{first}:{last}"


def _product(match: re.Match[str]) -> str | None:
    written = [number(piece) for piece in re.split("乘以?", match["sides"])]
    if None in written:
        return None
    product = "×".join(piece for piece in written if piece)
    return _unit(match["unit"], product) if match["unit"] else product


def _range(match: re.Match[str]) -> str | None:
    if is_single(match["first"]) and is_single(match["last"]):
        return match.group()
    first, last = number(match["first"]), number(match["last"])
    return None if first is None or last is None else f"{first}{match['to']}{last}"


def _plain(match: re.Match[str]) -> str | None:
    """三百六十五 → 365; one digit counts in words: 四个议题."""
    spoken = match.group()
    return None if is_single(spoken) else number(spoken)


def _signed(match: re.Match[str]) -> str | None:
    written = number(match["number"])
    return None if written is None else _SIGNS[match["sign"]] + written


_TO: Final = "(?P<to>[到至~～])"
SHARES: Final = (
    Rule(
        "percent",
        re.compile(
            rf"(?P<sign>正负|负)?(?P<of>[百千])分之(?P<number>{NUMBER})"
            rf"(?:{_TO}(?:[百千]分之)?(?P<last>{NUMBER})(?![个台件]))?"
        ),
        _percent,
    ),
    Rule("fraction", re.compile(rf"(?P<below>{RUN})分之(?P<above>{RUN})"), _fraction),
)
MEASURES: Final = (
    Rule(
        "dimensions",
        re.compile(rf"{_NOT_AFTER}(?P<sides>{NUMBER}(?:乘以?{_SHORT})+)(?:{_UNIT}|(?!{RUN}))"),
        _product,
    ),
    Rule(
        "unit",
        re.compile(
            rf"{_NOT_AFTER}(?P<number>{NUMBER})米(?P<rest>[一二三四五六七八九]{{1,2}})"
            r"(?![十百千个块张条台件点月号年次])"
        ),
        _height,
    ),
    Rule(
        "unit",
        re.compile(
            rf"{_NOT_AFTER}{_SIGN}(?P<first>{NUMBER}){_TO}(?P<number>{_SHORT}){_UNIT}{_NO_UNIT}"
        ),
        _measures,
    ),
    Rule(
        "unit", re.compile(rf"{_NOT_AFTER}{_SIGN}(?P<number>{_SHORT}){_UNIT}{_NO_UNIT}"), _measure
    ),
    Rule(
        "score",
        re.compile(
            rf"{_NOT_AFTER}(?P<number>[一二三四五六七八九]?十[一二三四五六七八九]?|一百)(?P<of>分)(?![之钟])"
        ),
        _money,
    ),
)
MONEY: Final = (
    Rule(
        "money",
        re.compile(rf"{_NOT_AFTER}{NUMBER}元[一二三四五六七八九]角(?:[一二三四五六七八九]分)?"),
        _coins,
    ),
    Rule(
        "money",
        re.compile(
            rf"{_NOT_AFTER}(?P<number>{NUMBER})(?P<of>元|美元|欧元|块钱|毛钱|分钱|角钱|元钱|日元|港币|英镑)"
        ),
        _money,
    ),
    Rule(
        "money",
        re.compile(
            rf"{_NOT_AFTER}{NUMBER}块[一二三四五六七八九](?:毛(?:[一二三四五六七八九]分?)?钱?)?"
            r"(?![十百千个块张条台件])"
        ),
        _coins,
    ),
)
PLAIN: Final = (
    Rule(
        "ratio",
        re.compile(rf"{_NOT_AFTER}(?P<first>{NUMBER})比(?P<last>{NUMBER}){_COMPARED}"),
        _ratio,
    ),
    Rule(
        "range",
        re.compile(rf"{_NOT_AFTER}(?P<first>{NUMBER}){_TO}(?P<last>{NUMBER})(?!点)"),
        _range,
    ),
    Rule(
        "sign",
        re.compile(
            rf"(?P<sign>正负|负(?=[零一二三四五六七八九十百]+点|[一二三四五六七八九]?十))(?P<number>{NUMBER})"
        ),
        _signed,
    ),
    Rule(
        "decimal",
        re.compile(rf"{_NOT_AFTER}{RUN}点[零〇一二三四五六七八九幺]+(?![十百千])"),
        _plain,
    ),
    Rule("number", re.compile(rf"{_NOT_AFTER}{RUN}"), _plain),
)
