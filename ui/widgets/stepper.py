"""A value that is moved one step at a time."""

from collections.abc import Callable
from typing import Any

from nicegui import events, ui

from ..i18n import Language


class Stepper(ui.element, component="stepper.js"):
    """Large + and − over and under it; whoever made it shows what comes of a step."""

    def __init__(
        self, language: Language, label: str, on_step: Callable[[int], Any], *, value: str = ""
    ) -> None:
        super().__init__()
        _ = language
        self._on_step = on_step
        self.props["label"] = label
        self.props["value"] = value
        self.props["words"] = {"less": _("Less"), "more": _("More")}
        self.on("step", self._stepped)

    def show(self, value: str) -> None:
        """Show another value."""
        if value != self.props["value"]:
            self.props["value"] = value
            self.update()

    def _stepped(self, event: events.GenericEventArguments) -> Any:
        return self._on_step(1 if event.args == 1 else -1)
