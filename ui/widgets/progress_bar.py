"""How far something is."""

from nicegui import ui

from .touch import Words


class ProgressBar(ui.element):
    """What is being done, a bar, and the percent in words; without a share it only says "on"."""

    def __init__(self, label: str, share: float | None = None) -> None:
        super().__init__("div")
        self._percent: int | None = -1
        self.classes("progress")
        with self:
            with ui.element("div").classes("progress-head"):
                self._label = Words(label)
                self._said = Words(classes="percent")
            self._bar = ui.element("div").classes("bar").props("role=progressbar")
            self._bar.props("aria-valuemin=0 aria-valuemax=100")
            with self._bar:
                self._fill = ui.element("div").classes("fill")
        self.show(share)

    def show(self, share: float | None, label: str | None = None) -> None:
        """Show a share from 0 to 1, None where nobody knows, and another label if one is given."""
        if label is not None:
            self._label.set_text(label)
        self._bar.props["aria-label"] = self._label.text
        percent = None if share is None else int(100 * min(1.0, max(0.0, share)))
        if percent == self._percent:
            return
        self._percent = percent
        self._bar.classes(replace="bar" if percent is not None else "bar unknown")
        if percent is None:
            self._said.set_text("")
            self._bar.props(remove="aria-valuenow")
            self._fill.style(replace="")
        else:
            self._said.set_text(f"{percent} %")
            self._bar.props(f"aria-valuenow={percent}")
            self._fill.style(replace=f"transform: scaleX({percent / 100:.2f})")
