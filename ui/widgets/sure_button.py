"""A button for what cannot be taken back: it asks in place, and a second tap does it."""

import asyncio
from collections.abc import Callable
from typing import Any

from ..second_tap import ASKED_S, Touches
from .touch import TouchButton


class SureButton(TouchButton):
    """``sure`` are the words of the question, such as "Tap again to give up"."""

    def __init__(self, text: str, sign: str, on_tap: Callable[[], Any], *, sure: str) -> None:
        super().__init__(text, sign, self._tapped, classes="sure")
        self._plain = text
        self._sure = sure
        self._on_tap = on_tap
        self._touches = Touches()
        self._expiry: asyncio.TimerHandle | None = None

    def _tapped(self) -> Any:
        if not self._touches.begins():
            return None
        if self._expiry is None:
            self.words.set_text(self._sure)
            self.classes(add="asking")
            self._expiry = asyncio.get_running_loop().call_later(ASKED_S, self._forget)
            return None
        self._forget()
        return self._on_tap()

    def _forget(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None
        if not self.is_deleted:
            self.words.set_text(self._plain)
            self.classes(remove="asking")
