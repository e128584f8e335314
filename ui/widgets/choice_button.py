"""A large button of a sheet: a sign, what it is, and what is worth knowing about it."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from appliance.station.face import Volume

from ..i18n import Language
from ..wording import size
from .touch import Sign, Words, tapped


class ChoiceButton(ui.element):
    """Is tapped to go on with what it names."""

    def __init__(
        self, sign: str, what: str, detail: str, on_tap: Callable[[], Awaitable[None] | None]
    ) -> None:
        super().__init__("button")
        self.classes("tap choice").props("type=button")
        tapped(self, on_tap)
        with self:
            Sign(sign)
            with ui.element("span"):
                Words(what, classes="what")
                self._detail = Words(detail)

    def show(self, detail: str) -> None:
        """Tell something else about it; it stays under the finger."""
        self._detail.set_text(detail)


def places(volumes: Sequence[Volume]) -> list[tuple[str, str, str]]:
    """Return what makes sticks others; the room on them changes while something is written."""
    return [(each.identity, each.mount_point, each.label) for each in volumes]


def room_on(volume: Volume, language: Language) -> str:
    """Say how much of a stick is free."""
    _ = language
    return _("{free} of {total} free", free=size(volume.free_bytes), total=size(volume.total_bytes))
