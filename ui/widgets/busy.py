"""What is being done, where its result will stand."""

from nicegui import ui

from .touch import Sign, Words


class Busy(ui.element):
    """For what takes longer than a second; with a known share use a ProgressBar."""

    def __init__(self, what: str) -> None:
        super().__init__("div")
        self.classes("busy").props("role=status")
        with self:
            Sign("wait")
            self._what = Words(what, classes="what")
            with ui.element("div").classes("bar unknown").props("aria-hidden=true"):
                ui.element("div").classes("fill")

    def show(self, what: str) -> None:
        """Say what is being done now."""
        self._what.set_text(what)
