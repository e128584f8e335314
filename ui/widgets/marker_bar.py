"""Four buttons that mark this moment."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from appliance.domain.audio import to_seconds
from appliance.domain.marker import Marker, MarkerKind

from ..i18n import Language
from ..wording import MARKERS, position
from .touch import TouchButton, Words, set_flag

FEEDBACK_S = 2.0


class MarkerBar(ui.element):
    """Each button says what it marked last and how often; a tap is answered at once."""

    def __init__(
        self, language: Language, on_mark: Callable[[MarkerKind], Awaitable[bool]]
    ) -> None:
        super().__init__("div")
        self._language = language
        self._on_mark = on_mark
        self.classes("markers")
        with self:
            self._buttons = {
                kind: TouchButton(language(name), kind.value, partial(self._mark, kind))
                for kind, name in MARKERS.items()
            }
        self._counts: dict[MarkerKind, Words] = {}
        for kind, button in self._buttons.items():
            with button:
                self._counts[kind] = Words(classes="count")

    def show(self, markers: tuple[Marker, ...], *, is_running: bool) -> None:
        """Show how often each kind was set; markers belong to a running recording."""
        for kind, button in self._buttons.items():
            button.enable(enabled=is_running)
            places = [marker.at_sample for marker in markers if marker.kind is kind]
            last = f"{len(places)} · {position(to_seconds(places[-1]))}" if places else ""
            self._counts[kind].set_text(last)

    async def _mark(self, kind: MarkerKind) -> None:
        button = self._buttons[kind]
        button.sign.show("wait")
        set_flag(button, "data-done", on=True)
        is_marked = await self._on_mark(kind)
        button.sign.show("check" if is_marked else kind.value)
        with self:
            ui.timer(FEEDBACK_S if is_marked else 0.0, partial(self._calm, kind), once=True)

    def _calm(self, kind: MarkerKind) -> None:
        self._buttons[kind].sign.show(kind.value)
        set_flag(self._buttons[kind], "data-done", on=False)
