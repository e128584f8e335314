"""What the recording is called, above its words; a tap opens a sheet to call it something."""

from appliance.errors import ApplianceError
from appliance.station.face import Snapshot

from ..visit import Visit
from .dialog import Dialog
from .text_field import TextField
from .touch import TouchButton


class TitleLine(TouchButton):
    """Of the running recording; of the next one while none runs."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("", "edit", self._open, classes="bare title-line")
        self._visit = visit
        self._dialog = Dialog()

    def show(self, snapshot: Snapshot) -> None:
        """Show the title, or what may be done about it."""
        _, title = self._visit.language, snapshot.title
        is_running = _running_id(snapshot) is not None
        if title:
            # While capture is away it is told of neither: the recording may well go on.
            is_next = not is_running and snapshot.capture is not None
            words = _("Next recording: {title}", title=title) if is_next else title
        else:
            words = _("Name this recording") if is_running else _("Name the next recording")
        self.words.set_text(words)

    def _open(self) -> None:
        _, station = self._visit.language, self._visit.station
        snapshot = station.snapshot()
        # Who names a recording means the one that runs now, also if it is over meanwhile.
        meant, former = _running_id(snapshot), snapshot.title

        async def keep() -> None:
            title = field.value.strip()
            if title != former:
                try:
                    await station.entitle(title, meant)
                except ApplianceError as error:
                    field.fail(" ".join(_.error(error)))
                    return
            self._dialog.close()

        heading = _("Name the next recording") if meant is None else _("Name this recording")
        with self._dialog.filled("edit", heading):
            field = TextField(_("Title"), value=former, longest=200, on_enter=lambda _text: keep())
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)
                TouchButton(_("Keep"), "check", keep, classes="strong")
        self._dialog.open()


def _running_id(snapshot: Snapshot) -> str | None:
    capture = snapshot.capture
    return capture.recording_id if capture is not None and capture.state != "idle" else None
