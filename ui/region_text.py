"""What is said in one stretch of speech, whatever becomes of the row that shows it."""

from collections.abc import Awaitable, Callable


class RegionText:
    """Recognised when somebody asks, and kept; a row that shows it sets ``on_change``."""

    def __init__(self, recognise: Callable[[], Awaitable[str | None]]) -> None:
        """``recognise`` returns None where it could not be had and somebody was told."""
        self._recognise = recognise
        self.on_change: Callable[[], None] = lambda: None
        self.is_being_recognised = False
        self.said: str | None = None
        """Empty if no words were heard; None before it was recognised."""

    @property
    def is_blank(self) -> bool:
        """Whether nobody asked for it, so that nothing is lost with it."""
        return self.said is None and not self.is_being_recognised

    async def ask(self) -> None:
        """Have it recognised, once at a time; a text that was had stays if this one fails."""
        if self.is_being_recognised:
            return
        self.is_being_recognised = True
        self.on_change()
        try:
            said = await self._recognise()
            self.said = self.said if said is None else said
        finally:
            self.is_being_recognised = False
            self.on_change()
