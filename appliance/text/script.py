"""Simplified and traditional script, through OpenCC."""

from typing import Final

from opencc import OpenCC

_CONVERSIONS: Final = {"simplified": "t2s", "traditional": "s2t"}


class Script:
    """Converts Chinese to the script that is set."""

    def __init__(self, script: str) -> None:
        """``script`` is simplified, traditional or as-is."""
        self._is_kept = script not in _CONVERSIONS
        self._to_simplified = OpenCC("t2s")
        self._to_traditional = OpenCC("s2t") if script == "traditional" else None

    def simplified(self, text: str) -> str:
        """Return the text in simplified script, whatever is set."""
        converted: str = self._to_simplified.convert(text)
        return converted

    def for_work(self, text: str) -> str:
        """Return the text as the steps of the chain read it best."""
        return text if self._is_kept else self.simplified(text)

    def for_show(self, text: str) -> str:
        """Return what ``for_work`` returned as it is to be shown."""
        if self._to_traditional is None:
            return text
        converted: str = self._to_traditional.convert(text)
        return converted
