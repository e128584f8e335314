"""The files of a browser that were not taken: one card for all of them, until it was read."""

from nicegui import ui

from ..i18n import Language
from .touch import Sign, TouchButton, Words

SHOWN = 20


class UploadFailures(ui.element):
    """Names each file with its reason; nothing is there while all went well."""

    def __init__(self, language: Language) -> None:
        super().__init__("div")
        self._language = language
        self._told: list[tuple[str, str]] = []
        self.style("display: contents")

    def add(self, name: str, reason: str) -> None:
        """Tell of one more."""
        self._told.append((name, reason))
        self._draw()

    def _forget(self) -> None:
        self._told.clear()
        self.clear()

    def _draw(self) -> None:
        _, count = self._language, len(self._told)
        self.clear()
        with self, ui.element("div").classes("notice alarm").props("role=alert"):
            Sign("warning")
            with ui.element("div").classes("words"):
                heading = _.plural("{count} was not taken:", "{count} were not taken:", count)
                Words(heading, classes="what")
                with ui.element("ul"):
                    for name, reason in self._told[:SHOWN]:
                        with ui.element("li"):
                            Words(f"{name}: {reason}")
                if count > SHOWN:
                    Words(_.plural("and {count} more", "and {count} more", count - SHOWN))
            TouchButton(_("Understood"), "check", self._forget)
