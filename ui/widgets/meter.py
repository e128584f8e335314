"""How much of something there is: a level, a disk."""

from nicegui import ui


class Meter(ui.element):
    """A bar; the words beside it are whoever's who builds it."""

    def __init__(self) -> None:
        super().__init__("div")
        self._width = ""
        self.classes("meter").props("role=img aria-hidden=true")
        with self:
            self._fill = ui.element("div").classes("fill")

    def show(self, share: float) -> None:
        """Show a share from 0 to 1; the browser hears of it only if it changed."""
        width = f"{min(1.0, max(0.0, share)):.2f}"
        if width != self._width:
            self._width = width
            self._fill.style(f"transform: scaleX({width})")
