"""Twelve large keys for a PIN; it needs no other keyboard, and takes one that is there."""

from collections.abc import Awaitable, Callable

from nicegui import background_tasks, events, ui

from ..i18n import Language
from .touch import apart_ms


class PinKeys(ui.element, component="pin_keys.js"):
    """Dots for what was typed, why it was not taken, how long to wait, the keys."""

    def __init__(
        self, language: Language, prompt: str, on_enter: Callable[[str], Awaitable[None]]
    ) -> None:
        super().__init__()
        _ = language
        self._on_enter = on_enter
        self.props.update(
            {
                "prompt": prompt,
                "told": "",
                "wait": 0.0,
                "busy": False,
                "number": 0,
                "apart": apart_ms(is_repeated=True),
                "words": {
                    "digits": _("digits"),
                    "erase": _("Erase the last digit"),
                    "enter": _("Enter"),
                    "wait": _("Wait {time}."),
                },
            }
        )
        self.on("enter", self._entered)

    def show(self, *, prompt: str | None = None, told: str = "", wait_s: float = 0.0) -> None:
        """Forget what was typed; say why, and take nothing for so long."""
        if prompt is not None:
            self.props["prompt"] = prompt
        number = self.props["number"] + 1
        self.props.update({"told": told, "wait": wait_s, "busy": False, "number": number})
        self.update()

    def _entered(self, event: events.GenericEventArguments) -> None:
        if self.props["busy"]:
            return
        self.props["busy"] = True
        self.update()
        # Goes on without its page: a new PIN that was half set would lock out who set it.
        background_tasks.create(self._enter(str(event.args)), name="a PIN was entered")

    async def _enter(self, pin: str) -> None:
        with self:
            await self._on_enter(pin)
