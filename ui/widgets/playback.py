"""A recording to read and to hear: lines that play when tapped, and a player below them."""

from collections.abc import Sequence

from nicegui import events, ui

from ..i18n import Language
from ..lines import Line

PAGE_LINES = 200
"""So many lines go to the browser at once; more when it comes near their end."""


class Playback(ui.element, component="playback.js"):
    """Lines and player of one recording."""

    def __init__(self, language: Language, *, source: str) -> None:
        super().__init__()
        _ = language
        self._lines: list[Line] = []
        self._sent = PAGE_LINES
        self.props["src"] = source
        self.props["words"] = {
            "play": _("Play"),
            "pause": _("Pause"),
            "back": _("10 s back"),
            "forward": _("10 s on"),
            "seek": _("Place in the recording"),
            "trouble": _("The sound cannot be played. Open this page again."),
        }
        self.on("more", self._send_more)

    def show(self, lines: Sequence[Line], *, duration_s: float, nothing: str) -> None:
        """Show these lines; what was read and heard so far stays where it is."""
        self._lines = list(lines)
        self.props["duration"] = duration_s
        self.props["nothing"] = nothing
        self.props["total"] = len(lines)
        self.props["first"] = self._page(0, self._sent)
        self.update()

    def _send_more(self, event: events.GenericEventArguments) -> None:
        start = int(event.args)
        self._sent = max(self._sent, start + PAGE_LINES)
        self.run_method("append", start, self._page(start, start + PAGE_LINES))

    def _page(self, start: int, end: int) -> list[dict[str, object]]:
        page = self._lines[max(start, 0) : end]
        return [line.for_browser(start + number) for number, line in enumerate(page)]
