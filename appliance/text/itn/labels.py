"""Numbers that name things: parts, versions, addresses, phones, lines and machines."""

import re
from typing import Final

from appliance.text.itn.draft import Rule
from appliance.text.itn.numbers import RUN, is_single, label, string, whole

_DASH: Final = "(?:横杠|中杠|杠|横线|-)"
_PIECE: Final = rf"(?:{RUN}|\d+|[A-Za-z]+)"
_SIGNS: Final = {"点": ".", "乘": "×"}
_COUNTED: Final = "个种台件位名条次点项块张组家批层楼天年月周人只根套箱支把号"


def _joined(match: re.Match[str]) -> str | None:
    """A三零五杠二 → A305-2; V二点零 → V2.0; M八乘四十 → M8×40."""
    written = []
    for piece in re.findall(rf"{_PIECE}|{_DASH}|[点乘]", match.group()):
        if piece in _SIGNS:
            written.append(_SIGNS[piece])
        elif re.fullmatch(_DASH, piece):
            written.append("-")
        elif re.fullmatch("[A-Za-z]+", piece):
            written.append(piece)
        else:
            number = label(piece)
            if number is None:
                return None
            written.append(number)
    return "".join(written)


def _dotted(match: re.Match[str]) -> str | None:
    """一九二点一六八点一点一 → 192.168.1.1."""
    pieces = [label(piece) for piece in match.group().split("点")]
    return None if None in pieces else ".".join(piece for piece in pieces if piece)


def _string(match: re.Match[str]) -> str | None:
    return string(match.group())


def _numbered(match: re.Match[str]) -> str | None:
    number = label(match["number"])
    return None if number is None else number + match["of"]


def _ordinal(match: re.Match[str]) -> str | None:
    """第十二页 → 第12页; up to ten the word stays."""
    spoken = match["number"]
    number = None if is_single(spoken) or spoken == "十" else whole(spoken)
    return None if number is None else f"第{number}"


def _before_letter(match: re.Match[str]) -> str | None:
    number = label(match["number"])
    return None if number is None else number


PARTS: Final = (
    Rule(
        "part number",
        re.compile(
            rf"(?<![A-Za-z])(?:[A-Za-z]+{_DASH})*[A-Za-z]+[A-Za-z0-9]*\s?{RUN}(?:(?:{_DASH}|[点乘](?={RUN}))?{_PIECE})*"
            rf"(?:{_DASH}{_PIECE})*(?<![A-Za-z\s][一二两三四五六七八九](?=[{_COUNTED}]))"
        ),
        _joined,
    ),
    Rule(
        "part number",
        re.compile(rf"{_PIECE}(?:{_DASH}{_PIECE})+(?!儿)"),
        lambda match: (
            _joined(match) if re.search(r"[\d零〇一二三四五六七八九幺]", match.group()) else None
        ),
    ),
    Rule("address", re.compile(rf"{RUN}(?:点{RUN}){{2,}}"), _dotted),
    Rule(
        "letter after a digit",
        re.compile(r"(?<![第几])(?P<number>[一二三四五六七八九])(?=[A-Z](?![A-Za-z]))"),
        _before_letter,
    ),
)
NAMES: Final = (
    Rule(
        "number of a thing",
        re.compile(rf"(?P<number>{RUN})(?P<of>号|号楼|楼|栋|幢|单元|室|(?<=..)房间)(?!称)"),
        _numbered,
    ),
    Rule("ordinal", re.compile(rf"第(?P<number>{RUN})"), _ordinal),
    Rule(
        "digits",
        re.compile(
            "(?:[零〇一二三四五六七八九幺]{3,}|(?=[零〇一二三四五六七八九]*幺)[零〇一二三四五六七八九幺]{2,})"
            "(?![十百千万亿点])"
        ),
        _string,
    ),
)
