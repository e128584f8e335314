"""The last lines of the logs, warnings first."""

from datetime import datetime

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_doctor import LogLine

from ..visit import Visit
from .dialog import Dialog
from .touch import Sign, TouchButton, Words

LINES = 100


class LogDialog:
    """Read afresh whenever it is opened."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._dialog = Dialog()

    async def open(self) -> None:
        """Read the lines and show them, or why they cannot be read."""
        doctor = self._visit.station.doctor
        try:
            lines = await self._visit.guarded(lambda permit: doctor.logs(LINES, permit))
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return
        if self._visit.is_over:
            return
        _ = self._visit.language
        with self._dialog.filled("list", _("Logs, warnings first")):
            if lines:
                Words(_("For whoever helps; the program keeps them in English."), classes="quiet")
                with ui.element("ul").classes("log").props("lang=en tabindex=0"):
                    for line in lines:
                        _line(line)
            else:
                Words(_("Nothing was logged yet."))
            with self._dialog.actions():
                TouchButton(_("Close"), "close", self._dialog.close, classes="strong")
        self._dialog.open()


def _line(line: LogLine) -> None:
    with ui.element("li").classes("log-line serious" if line.is_serious else "log-line"):
        Sign("warning" if line.is_serious else "information")
        with ui.element("span").classes("words"):
            Words(f"{_time(line.at)}  {line.process}", classes="quiet")
            Words(line.message, classes="message")


def _time(at: str) -> str:
    try:
        return f"{datetime.fromisoformat(at).astimezone():%m-%d %H:%M:%S}"
    except ValueError:
        return at
