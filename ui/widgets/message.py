"""What a page has to say, one message over the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from ..offers import UNDO_S, Offer

_numbers = count(1)


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """It passes, or stays until it is read, or for as long as its offer waits."""

    sign: str
    what: str
    next_step: str = ""
    passes_s: float = 0.0
    """How long it is shown; 0 if it does not pass by itself."""

    is_news: bool = False
    """Whether it comes back from behind another one, though it passes."""

    way: dict[str, str] | None = None
    offer: Offer | None = None
    is_folded: bool = False
    number: int = field(default_factory=lambda: next(_numbers))
    """By which the browser tells which one was tapped."""

    @property
    def is_alarm(self) -> bool:
        """Whether it stays until somebody has read it."""
        return self.sign == "warning"

    @property
    def comes_back(self) -> bool:
        """Whether another one only lies over it."""
        return self.offer is not None or self.is_alarm or self.is_news

    @property
    def is_to_come(self) -> bool:
        """Whether it tells of a deed that waits."""
        return self.offer is not None and self.offer.deed is not None

    def state(self) -> dict[str, object]:
        """Return what of it may be another than the browser shows."""
        until_s = self.offer.until_s if self.offer is not None else 0.0
        return {"number": self.number, "folded": self.is_folded, "until": until_s}

    def props(self) -> dict[str, object]:
        """Return it as the browser shows it from now on."""
        remaining_s = self.passes_s if self.offer is None else self.offer.remaining_s
        return self.state() | {
            "sign": self.sign,
            "what": self.what,
            "next": self.next_step,
            "remaining": remaining_s,
            "total": max(remaining_s, self.passes_s if self.offer is None else UNDO_S),
            "way": self.way,
            "undo": self.offer is not None,
            "stays": self.is_to_come,
        }


class Messages:
    """Those that are not over, the newest on top."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    @property
    def top(self) -> Message | None:
        """What is to be seen."""
        return self._messages[-1] if self._messages else None

    @property
    def is_any_needed(self) -> bool:
        """Whether something can still be undone, or waits to be read."""
        return any(one.offer is not None or one.is_alarm for one in self._messages)

    def find(self, number: object) -> Message | None:
        """Return the one with this number, unless it is over."""
        return next((one for one in self._messages if one.number == number), None)

    def add(self, message: Message) -> None:
        """Put it on top; one that says the same is read with it."""
        said = (message.sign, message.what, message.next_step)
        self._messages = [
            one
            for one in self._messages
            if one.offer is not None
            or (one.comes_back and said != (one.sign, one.what, one.next_step))
        ]
        self._messages.append(message)

    def remove(self, message: Message) -> None:
        """Take it away: it was read, or is over."""
        self._messages.remove(message)

    def keep_offers(self, waiting: Sequence[Offer]) -> None:
        """Remove those whose offers are over."""
        self._messages = [
            one for one in self._messages if one.offer is None or one.offer in waiting
        ]
