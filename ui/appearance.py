"""How one browser wants the screen: theme, size of text, motion, keyboard. Each is a cookie."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Theme(StrEnum):
    """Which colours."""

    LIGHT = "light"
    DARK = "dark"
    FACTORY = "factory"


class TextSize(StrEnum):
    """How large text is; large is 150 %."""

    NORMAL = "normal"
    LARGE = "large"


class Motion(StrEnum):
    """Whether things move; a browser that asks for reduced motion gets none either way."""

    FULL = "full"
    NONE = "none"


class Keys(StrEnum):
    """When the keyboard on the screen comes."""

    AUTO = "auto"
    """When fingers are used, and no other keyboard."""

    ALWAYS = "always"
    NEVER = "never"


COOKIES: Mapping[str, type[StrEnum]] = {
    "theme": Theme,
    "text": TextSize,
    "motion": Motion,
    "keyboard": Keys,
}
"""By what follows ``tingxia-`` in the cookie."""

SHOWN = ("theme", "text", "motion")
"""Those that the style sheet follows, as ``data-`` on the page; the keyboard reads its cookie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """What the cookies of one browser chose."""

    theme: Theme = Theme.LIGHT
    text: TextSize = TextSize.NORMAL
    motion: Motion = Motion.FULL
    keyboard: Keys = Keys.AUTO

    @classmethod
    def choose(cls, cookies: Mapping[str, str]) -> Self:
        """Return what a browser asked for; what is unknown gets the default."""
        wanted = {name: cookies.get(f"tingxia-{name}", "") for name in COOKIES}
        known = {
            name: kind(wanted[name])
            for name, kind in COOKIES.items()
            if wanted[name] in {member.value for member in kind}
        }
        return cls(**known)  # type: ignore[arg-type] # each kind belongs to the field of its name

    def script(self) -> str:
        """Return the script that shows it; in the head of a page it runs before the first paint."""
        return "".join(
            f'document.documentElement.dataset.{name} = "{getattr(self, name)}";' for name in SHOWN
        )

    def keeping_script(self) -> str:
        """Return the script that shows it at once and has the browser keep it for a year."""
        return self.script() + "".join(
            f'document.cookie = "tingxia-{name}={getattr(self, name)}'
            '; path=/; max-age=31536000; samesite=strict";'
            for name in COOKIES
        )
