"""What the recording is called, above its words; a tap opens a sheet to call it something."""

from appliance.errors import ApplianceError
from appliance.station.face import Snapshot

from ..i18n import Language
from ..visit import Visit
from .dialog import Dialog
from .drafts import draft_words
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
        if title and _is_idle(snapshot):
            title = _("Next recording: {title}", title=title)
        self.words.set_text(title or _asked(snapshot, _))

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
            leave()

        def leave() -> None:
            field.forget()
            self._dialog.close()

        with self._dialog.filled("edit", _asked(snapshot, _)):
            field = TextField(
                _("Title"),
                value=former,
                longest=200,
                draft=f"title {meant or ''}",
                draft_words=draft_words(_),
                is_first=True,
                on_enter=lambda _text: keep(),
            )
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", leave)
                TouchButton(_("Keep"), "check", keep, classes="strong")
        self._dialog.open()


def _asked(snapshot: Snapshot, _: Language) -> str:
    """Say what a title is for; while capture is away a recording may well go on, or not."""
    if snapshot.capture is None:
        return _("Title")
    return _("Name the next recording") if _is_idle(snapshot) else _("Name this recording")


def _is_idle(snapshot: Snapshot) -> bool:
    return snapshot.capture is not None and snapshot.capture.state == "idle"


def _running_id(snapshot: Snapshot) -> str | None:
    capture = snapshot.capture
    return None if capture is None or _is_idle(snapshot) else capture.recording_id
