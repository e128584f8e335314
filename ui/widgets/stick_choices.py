"""The sticks that are plugged in, to choose one of."""

from collections.abc import Callable, Sequence
from functools import partial

from nicegui import ui

from appliance.station.face import Volume

from ..i18n import Language
from ..visit import Visit
from ..wording import size, stick_name, stick_not_open
from .choice_button import ChoiceButton
from .row import Row
from .stick_watch import LOOK_S
from .touch import Words


def room_on(volume: Volume, language: Language) -> str:
    """Say how much of a stick is free."""
    _ = language
    return _("{free} of {total} free", free=size(volume.free_bytes), total=size(volume.total_bytes))


def read_only_row(language: Language) -> Row:
    """Say in place of an export that a stick takes none, and what to do."""
    _ = language
    return Row(
        _("This stick is read only."),
        _("Move the lock at its side, or take another stick. It can still be read."),
        "lock",
    )


class StickChoices(ui.element):
    """Sticks come and go by themselves; each stays under the finger while something fills it."""

    def __init__(
        self,
        visit: Visit,
        volumes: Callable[[], Sequence[Volume]],
        on_choose: Callable[[Volume], None],
        *,
        question: str = "",
        detail: Callable[[Volume, Language], str] = room_on,
        deed: str = "",
    ) -> None:
        """``question`` stands above them while there are any.

        With a ``deed`` a single stick is no question: its button says what it does.
        """
        super().__init__("div")
        self._visit = visit
        self._volumes = volumes
        self._on_choose = on_choose
        self._question = question
        self._detail = detail
        self._deed = deed
        self._shown: object = None
        self._buttons: list[ChoiceButton] = []
        self.classes("choices")
        with self:
            visit.watch(self._draw, every_s=LOOK_S)

    def show_deed(self, deed: str) -> None:
        """Say more of what the button of a single stick does."""
        self._deed = deed
        with self:
            self._draw()

    def _draw(self) -> None:
        _, volumes = self._visit.language, self._volumes()
        unusable = [] if volumes else self._unusable()
        # What is written to a stick changes only the room on it.
        shown = [(each.identity, each.mount_point, each.label) for each in volumes], unusable
        if shown != self._shown:
            self._shown = shown
            self.clear()
            self._build(volumes, unusable)
            return
        for button, volume in zip(self._buttons, volumes, strict=True):
            button.show(self._detail(volume, _), self._deed_of(volumes))

    def _deed_of(self, volumes: Sequence[Volume]) -> str:
        return self._deed if len(volumes) == 1 else ""

    def _build(self, volumes: Sequence[Volume], unusable: Sequence[str]) -> None:
        _, deed = self._visit.language, self._deed_of(volumes)
        if not volumes:
            Words(_("Plug a USB stick in. It appears here by itself."))
            for reason in unusable:
                Words(reason, classes="quiet")
        elif self._question and not deed:
            Words(self._question)
        self._buttons = [
            ChoiceButton(
                "export" if deed else "stick",
                stick_name(each, _),
                self._detail(each, _),
                partial(self._on_choose, each),
                deed=deed,
            ).classes("strong" if deed else "")
            for each in volumes
        ]

    def _unusable(self) -> list[str]:
        _, station = self._visit.language, self._visit.station
        template = _("Stick {label} cannot be written: unlock its switch or take another.")
        locked = [each for each in station.sticks.volumes() if not each.writable]
        not_open = stick_not_open(station.snapshot(), _)
        return [*(template.format(label=stick_name(each, _)) for each in locked), *not_open]
