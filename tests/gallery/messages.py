"""What tells somebody something: notices, progress, sheets, toasts, and that there is nothing."""

from dataclasses import replace

from nicegui import ui

from appliance.station.face import ExportProgress, ExportStep, WithoutAudio
from appliance.station.face_reminders import Reminder, ReminderKind
from tests.fakes.station import STICK, FakeStation
from tests.gallery.exhibit import FAILURE, exhibit, ignore, over
from ui.notice import Notice
from ui.visit import Visit
from ui.widgets.busy import Busy
from ui.widgets.dialog import Dialog
from ui.widgets.failure import Failure
from ui.widgets.meter import Meter
from ui.widgets.nothing import Nothing
from ui.widgets.notice_board import NoticeBoard, notice_card
from ui.widgets.pin_keys import PinKeys
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.reminder import ReminderPlace
from ui.widgets.stick_choices import StickChoices
from ui.widgets.touch import TouchButton
from ui.widgets.unread_text import UnreadText
from ui.widgets.verified import verified
from ui.widgets.welcome_offer import WelcomeOffer
from ui.widgets.without_audio import show_without_audio


def messages(visit: Visit) -> None:
    """Build them all."""
    _progress(visit)
    _sheets(visit)
    _toasts(visit)
    _notices(visit)
    _states(visit)


def _sheets(visit: Visit) -> None:
    _ = visit.language
    dialog, choosing, done, unlocking = Dialog(), Dialog(), Dialog(), Dialog()
    with dialog.filled("stick", _("Exporting. Leave the stick in.")):
        ProgressBar(_("Writing"), 0.62)
        with dialog.actions():
            TouchButton(_("Cancel"), "close", dialog.close)
            TouchButton(_("Done"), "check", dialog.close, classes="strong")
    with choosing.filled("stick", _("Export to a stick")):

        def choose(_stick: object) -> None:
            choosing.close()

        other = STICK.model_copy(update={"identity": "another", "label": ""})
        StickChoices(visit, lambda: (STICK, other), choose)
    without = WithoutAudio(recording_id="made-up", name="例会", error=FAILURE)
    progress = ExportProgress(step=ExportStep.DONE, eject_first=True, without_audio=(without,))
    with verified(done, progress, _):
        show_without_audio(progress.without_audio, _)
        with done.actions():
            TouchButton(_("Done"), "check", done.close, classes="strong")

    async def entered(_pin: str) -> None:
        keys.show(told=_("The PIN is wrong."), wait_s=30.0)

    with unlocking.filled("lock", _("Unlock")):
        keys = PinKeys(_, _("Enter the PIN"), entered)
        with unlocking.actions():
            TouchButton(_("Cancel"), "close", unlocking.close)
    with exhibit("Dialog"), ui.element("div").classes("options"):
        TouchButton("Dialog", "list", dialog.open)
        TouchButton("StickChoices", "stick", choosing.open)
        TouchButton("Verified", "check", done.open)
        TouchButton("PinKeys", "lock", unlocking.open)


def _toasts(visit: Visit) -> None:
    _ = visit.language

    async def undo() -> None:
        visit.toast.done("Undone")

    async def fail() -> None:
        raise FAILURE

    with exhibit("Toast"), ui.element("div").classes("options"):
        TouchButton("Toast", "check", lambda: visit.toast.done(_("Text complete")))
        TouchButton("Toast + undo", "undo", lambda: visit.toast.done("Deleted", undo))
        TouchButton("Toast + undo!", "undo", lambda: visit.toast.done("Deleted", fail))
        TouchButton(
            "Toast: later", "wait", lambda: visit.toast.announce("Deleted", undo, name="gallery")
        )
        TouchButton(
            "Toast: way", "stick", lambda: visit.toast.lead("KINGSTON", "/stick", _("Open"))
        )
        TouchButton("Toast: error", "warning", lambda: visit.toast.failed(FAILURE))


def _progress(visit: Visit) -> None:
    _ = visit.language
    with exhibit("ProgressBar"):
        ProgressBar(_("Checking the stick"), 0.0)
        ProgressBar(_("Writing"), 0.62)
        ProgressBar(_("Writing"), 1.0)
        ProgressBar(_("Reading back and comparing"))
    with exhibit("Meter, Busy"):
        Meter().show(0.4)
        Busy(_("Reading back and comparing"))


def _notices(visit: Visit) -> None:
    _ = visit.language
    what, next_step = _.error(FAILURE)
    with exhibit("NoticeBoard"):
        notice_card(Notice(sign="information", what=what, next_step=next_step))
        with notice_card(Notice(sign="warning", what=what, next_step=next_step, is_alarm=True)):
            TouchButton(_("Understood"), "check")
        board = NoticeBoard(_, on_read=ignore, on_load=ignore)
        unread = Notice(sign="information", what=what, next_step=next_step, until_read=True)
        board.show((unread, replace(unread, until_read=False, can_load=True)))
        board.failed(FAILURE)
    with exhibit("UnreadText"):
        UnreadText(_).tell(FAILURE)
    with exhibit("ReminderPlace"):
        for kind in ReminderKind:
            station = FakeStation()
            station.reminders.shown = Reminder(kind=kind, quiet_s=720.0)
            ReminderPlace(over(visit, station))
    with exhibit("WelcomeOffer"):
        WelcomeOffer(_)


def _states(visit: Visit) -> None:
    _ = visit.language
    with exhibit("Nothing"):
        Nothing(
            "list",
            _("No recordings yet"),
            _("Tap Record, then Start. What was said appears here."),
        )
        with Nothing("stick", _("Plug a USB stick in. It appears here by itself.")):
            pass
    with exhibit("Failure"):
        Failure(_, FAILURE, ignore)
        Failure(_, FAILURE)
