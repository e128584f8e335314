"""An empty state: nothing is here yet, and what to do about it."""

from nicegui import ui

from .touch import Sign, Words


class Nothing(ui.element):
    """Sign, what, next step; ``with nothing:`` adds a button or a link that does it."""

    def __init__(self, sign: str, what: str, next_step: str = "") -> None:
        super().__init__("div")
        self.classes("nothing")
        with self:
            Sign(sign)
            Words(what, classes="what")
            if next_step:
                Words(next_step)
