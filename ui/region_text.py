"""What is said in one stretch of speech, whatever becomes of the row that shows it."""

from collections.abc import Awaitable, Callable

from .written_text import Written

NOT_READ = Written()
"""While nobody knows what is written."""


class RegionText:
    """What is written, and what is recognised when somebody asks; a row sets ``on_change``."""

    def __init__(
        self, recognise: Callable[[], Awaitable[str | None]], written: Written = NOT_READ
    ) -> None:
        """``recognise`` returns None where it could not be had and somebody was told."""
        self._recognise = recognise
        self.on_change: Callable[[], None] = lambda: None
        self.is_being_recognised = False
        self.written = written
        self.said: str | None = None
        """Recognised on its own; empty if no words were heard, None before."""

    @property
    def is_blank(self) -> bool:
        """Whether nobody asked for it, so that nothing is lost with it."""
        return self.said is None and not self.is_being_recognised

    @property
    def has_none(self) -> bool:
        """Whether nothing is nor will be written there, and nobody had it recognised."""
        is_known = self.written != NOT_READ and not self.written.is_coming
        return is_known and self.is_blank and not self.written.text

    def write(self, written: Written) -> None:
        """Show what is written there now."""
        if written != self.written:
            self.written = written
            self.on_change()

    async def ask(self) -> bool:
        """Have it recognised, once at a time; a text that was had stays if this one fails.

        Returns whether it could be.
        """
        if self.is_being_recognised:
            return True
        self.is_being_recognised = True
        self.on_change()
        try:
            said = await self._recognise()
            self.said = self.said if said is None else said
            return said is not None
        finally:
            self.is_being_recognised = False
            self.on_change()
