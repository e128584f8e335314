"""The one big button."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from ..i18n import Language
from ..recording_control import Phase
from .touch import Sign, Words, set_flag

_CLASSES = {
    Phase.RECORDING: "on-air",
    Phase.PAUSED: "held",
}


class RecordButton(ui.element):
    """Starts and stops. Red only while it records; its sign and words say the same."""

    def __init__(self, language: Language, on_tap: Callable[[], Any]) -> None:
        super().__init__("button")
        self._language = language
        self.classes("big").props("type=button")
        with self:
            self._sign = Sign("record")
            self._words = Words()
        self.on("click", on_tap, [])

    def show(self, phase: Phase, *, can_hear: bool, asks: bool = False) -> None:
        """Show a phase; without a microphone a recording cannot be started.

        ``asks`` is for the second tap that stops.
        """
        _ = self._language
        sign, words = {
            Phase.AWAY: ("wait", _("One moment")),
            Phase.IDLE: ("record", _("Start")),
            Phase.STARTING: ("wait", _("Starting")),
            Phase.RECORDING: ("stop", _("Stop")),
            Phase.PAUSED: ("stop", _("Stop")),
            Phase.SAVING: ("wait", _("Saving")),
        }[phase]
        self._sign.show(sign)
        self._words.set_text(_("Tap again to stop") if asks else words)
        is_disabled = phase in {Phase.AWAY, Phase.STARTING, Phase.SAVING}
        set_flag(self, "aria-disabled", on=is_disabled or (phase is Phase.IDLE and not can_hear))
        set_flag(self, "data-pending", on=phase in {Phase.STARTING, Phase.SAVING})
        set_flag(self, "data-asks", on=asks)
        self.classes(replace=f"big {_CLASSES.get(phase, '')}")
