"""How this browser shows the screen; nothing of it needs a PIN, for nobody else sees it."""

from dataclasses import replace

from nicegui import ui

from ..appearance import Keys, Motion, TextSize, Theme
from ..visit import Visit
from .choice import Choice


class AppearancePanel(ui.element):
    """Every change is seen at once."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        _, now = visit.language, visit.appearance
        self.classes("settings-list")
        with self:
            Choice(
                _("Colours"),
                {
                    Theme.LIGHT: _("Light"),
                    Theme.DARK: _("Dark"),
                    Theme.FACTORY: _("High contrast"),
                },
                now.theme,
                lambda value: visit.appear(replace(visit.appearance, theme=Theme(value))),
            )
            Choice(
                _("Size of text"),
                {TextSize.NORMAL: "100 %", TextSize.LARGE: "150 %"},
                now.text,
                lambda value: visit.appear(replace(visit.appearance, text=TextSize(value))),
            )
            Choice(
                _("Motion"),
                {Motion.FULL: _("On"), Motion.NONE: _("Off")},
                now.motion,
                lambda value: visit.appear(replace(visit.appearance, motion=Motion(value))),
            )
            Choice(
                _("Keyboard on the screen"),
                {
                    Keys.AUTO: _("When it is needed"),
                    Keys.ALWAYS: _("Always"),
                    Keys.NEVER: _("Never"),
                },
                now.keyboard,
                lambda value: visit.appear(replace(visit.appearance, keyboard=Keys(value))),
            )
