"""How something ended that was announced and then deleted: whoever asked for it may be gone. Pure.

It is told on whatever page is open then, in the language of that page.
"""

from dataclasses import dataclass

from .i18n import Language
from .news import Said
from .wording import size


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDeleted:
    """A model is no longer on the disk."""

    title: str
    size_bytes: int

    def said(self, language: Language) -> Said:
        """See News."""
        _, room = language, size(self.size_bytes)
        return Said(
            what=_("{model} is deleted, {size} are free again.", model=self.title, size=room)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashEmptied:
    """So many recordings are no longer on the disk."""

    removed: int

    def said(self, language: Language) -> Said:
        """See News."""
        _ = language
        return Said(
            what=_.plural("{count} removed for good", "{count} removed for good", self.removed)
        )
