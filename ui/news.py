"""How something ended that goes on without its page: told on whatever page is open then."""

from dataclasses import dataclass
from typing import Protocol

from appliance.errors import ApplianceError

from .i18n import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """News in the language of a page."""

    what: str
    more: str = ""
    """In lines."""

    is_alarm: bool = False
    """Whether it stays until somebody has read it."""

    way: dict[str, str] | None = None
    """``href`` and ``words`` of where there is more to see."""


class News(Protocol):
    """Nobody knows which language the page speaks on which it is told."""

    def said(self, language: Language) -> Said:
        """Say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Something was not done."""

    error: ApplianceError
    heading: str = ""
    """A message id: what was not done, where the error alone does not tell it."""

    def said(self, language: Language) -> Said:
        """See News."""
        what, next_step = language.error(self.error)
        if not self.heading:
            return Said(what=what, more=next_step, is_alarm=True)
        return Said(what=language(self.heading), more=f"{what}\n{next_step}", is_alarm=True)
