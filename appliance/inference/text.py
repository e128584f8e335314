"""From the engine's text to the box's: script and punctuation. Pure functions over text."""

import re
from typing import Final

from opencc import OpenCC

_IDEOGRAPH: Final = "\u3400-\u9fff\uf900-\ufaff"
_FULL_WIDTH: Final = {",": "，", "?": "？", "!": "！", ":": "：", ";": "；", ".": "。"}
_AFTER_IDEOGRAPH = re.compile(rf"(?<=[{_IDEOGRAPH}%])\s*([,?!:;.])\s*(?![,?!:;.\w])")
_BETWEEN = re.compile(rf"(?<=[{_IDEOGRAPH}%])\s*([,?!:;])\s*(?=[{_IDEOGRAPH}\w])")
_DOT = re.compile(rf"(?<=[{_IDEOGRAPH}])\.\s*(?=[{_IDEOGRAPH}])")
_BEFORE_IDEOGRAPH = re.compile(rf"(?<=\w)\s*([,?!;])\s*(?=[{_IDEOGRAPH}])")

_CONVERSIONS: Final = {"simplified": "t2s", "traditional": "s2t"}


class TextNormaliser:
    """Converts Chinese to the script that is set, and its punctuation to full width."""

    def __init__(self, script: str) -> None:
        """``script`` is simplified, traditional or as-is."""
        self._to_script = OpenCC(_CONVERSIONS[script]) if script in _CONVERSIONS else None
        self._to_simplified = OpenCC("t2s")

    def finish(self, text: str, language: str) -> str:
        """Return the text as it is shown."""
        text = text.strip()
        if language not in {"zh", "yue"}:
            return text
        text = full_width_punctuation(text)
        return self._to_script.convert(text) if self._to_script else text

    def simplified(self, text: str) -> str:
        """Return the text as the guards compare it."""
        converted: str = self._to_simplified.convert(text)
        return converted


def full_width_punctuation(text: str) -> str:
    """Write the punctuation of Chinese as Chinese does; numbers and Latin text stay as they are."""
    for pattern in (_AFTER_IDEOGRAPH, _BETWEEN, _BEFORE_IDEOGRAPH):
        text = pattern.sub(lambda match: _FULL_WIDTH[match.group(1)], text)
    return _DOT.sub("。", text)
