"""The on-screen keyboard: part of the page, for a kiosk has no reliable one."""

from typing import Final

from nicegui import ui

from ..i18n import Language

KEYBOARD_COOKIE: Final = "tingxia-keyboard"
"""``always`` or ``never``; without it, keys on the screen come when fingers are used last."""


class Keyboard(ui.element, component="keyboard.js", esm={"tingxia-keyboard": "../static/keyboard"}):
    """Comes up for every ``input.field`` and ``textarea.field``, which stays above it."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        _ = language
        self.props["cookie"] = KEYBOARD_COOKIE
        self.props["chinese"] = language.code == "zh-CN"
        self.props["words"] = {
            "keyboard": _("Keyboard"),
            "space": _("Space"),
            "done": _("Done"),
            "shift": _("Capital letters"),
            "erase": _("Delete"),
            "left": _("One place to the left"),
            "right": _("One place to the right"),
            "line": _("New line"),
            "hide": _("Put the keyboard away"),
            "pinyin": _("Chinese by pinyin"),
            "latin": _("Latin letters"),
            "letters": _("Letters"),
            "signs": _("Digits and signs"),
            "more": _("More signs"),
            "before": _("Words before these"),
            "more_words": _("More words"),
            "late": _("Getting the words ready. Letters can be typed."),
        }
