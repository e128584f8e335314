"""Punctuation of Chinese, in full width."""

import re
from typing import Final

_IDEOGRAPH: Final = "\u3400-\u9fff\uf900-\ufaff"
_FULL_WIDTH: Final = {",": "，", "?": "？", "!": "！", ":": "：", ";": "；", ".": "。"}
_AFTER_IDEOGRAPH = re.compile(rf"(?<=[{_IDEOGRAPH}%])\s*([,?!:;.])\s*(?![,?!:;.\w])")
_BETWEEN = re.compile(rf"(?<=[{_IDEOGRAPH}%])\s*([,?!:;])\s*(?=[{_IDEOGRAPH}\w])")
_DOT = re.compile(rf"(?<=[{_IDEOGRAPH}])\.\s*(?=[{_IDEOGRAPH}])")
_BEFORE_IDEOGRAPH = re.compile(rf"(?<=\w)\s*([,?!;])\s*(?=[{_IDEOGRAPH}])")


def full_width_punctuation(text: str) -> str:
    """Write the punctuation of Chinese as Chinese does; numbers and Latin text stay as they are."""
    for pattern in (_AFTER_IDEOGRAPH, _BETWEEN, _BEFORE_IDEOGRAPH):
        text = pattern.sub(lambda match: _FULL_WIDTH[match.group(1)], text)
    return _DOT.sub("。", text)
