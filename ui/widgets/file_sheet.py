"""What is known of a file of the queue, and what can be done to it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from nicegui import ui

from appliance.domain.batch import FileJob, JobState
from appliance.station.face_files import FileView

from ..file_words import failure_words, pack_words, state_words
from ..i18n import Language
from ..wording import joined
from .dialog import Dialog
from .progress_bar import ProgressBar
from .sure_button import SureButton
from .touch import TouchButton, Words


class FileSheet:
    """Follows the file while it is open, and closes when there is no such file any more.

    ``on_deed(job_id, deed)`` hears taps: cancel, retry or remove.
    """

    def __init__(self, language: Language, on_deed: Callable[[str, str], Awaitable[None]]) -> None:
        self._language = language
        self._on_deed = on_deed
        self._dialog = Dialog()
        self._id = ""
        self._deeds: tuple[str, ...] = ()

    @property
    def job_id(self) -> str:
        """Return the file that is shown; empty if none is."""
        return self._id if self._dialog.is_open else ""

    def open(self, file: FileView) -> None:
        """Open it for a file as it is now."""
        _, job = self._language, file.job
        self._id, self._deeds = job.id, ()
        with self._dialog.filled("files", job.name):
            self._state = Words(classes="what")
            self._bar = ProgressBar("")
            self._reason, self._next_step = Words(), Words()
            self._excerpt = Words(classes="quiet")
            if job.hot_words:
                words = _("Words that occur: {words}", words=joined(job.hot_words, _))
                Words(words, classes="quiet")
            if job.packs is not None:
                names = joined([pack_words(name, _) for name in job.packs], _)
                told = _("Lists of words: {names}", names=names) if names else _("No list of words")
                Words(told, classes="quiet")
            with self._dialog.actions():
                self._actions = ui.element("div").style("display: contents")
                TouchButton(_("Close"), "check", self._dialog.close, classes="strong")
        self.follow(file)
        self._dialog.open()

    def follow(self, file: FileView | None) -> None:
        """Show the file as it is now; None if it is off the list."""
        if file is None:
            self._dialog.close()
            return
        _, job = self._language, file.job
        is_going = job.state in {JobState.IMPORTING, JobState.RECOGNISING}
        self._state.set_visibility(not is_going)
        self._state.set_text(state_words(job, _))
        self._bar.set_visibility(is_going)
        if is_going:
            share = file.extent.done_s / file.extent.total_s if file.extent.total_s else None
            self._bar.show(share, state_words(job, _))
        _say(self._excerpt, file.excerpt)
        reason, next_step = _told(job, _)
        _say(self._reason, reason)
        _say(self._next_step, next_step)
        self._offer(job)

    def _offer(self, job: FileJob) -> None:
        """Build the buttons anew where others are wanted; a question that is asked stays."""
        deeds = _deeds(job)
        if deeds == self._deeds:
            return
        self._deeds, _ = deeds, self._language
        self._actions.clear()
        with self._actions:
            if "read" in deeds:
                way = partial(ui.navigate.to, f"/transcript/{job.recording_id}")
                TouchButton(_("Open the text"), "text", way)
            if "retry" in deeds:
                TouchButton(_("Try again"), "again", partial(self._act, "retry"))
            if "remove" in deeds:
                TouchButton(_("Take off the list"), "trash", partial(self._act, "remove"))
            if "cancel" in deeds:
                sure = _("Tap again to give up")
                SureButton(_("Give up"), "close", partial(self._act, "cancel"), sure=sure)

    def _act(self, deed: str) -> Any:
        self._dialog.close()
        return self._on_deed(self._id, deed)


def _say(place: Words, words: str) -> None:
    place.set_text(words)
    place.set_visibility(bool(words))


def _told(job: FileJob, _: Language) -> tuple[str, str]:
    """Return what is wrong with a file, and what to do next."""
    if job.failure is not None:
        return failure_words(job.failure, _)
    return (_.told(job.problem) if job.problem else ""), ""


def _deeds(job: FileJob) -> tuple[str, ...]:
    if job.state in {JobState.FAILED, JobState.CANCELLED}:
        return ("retry", "remove") if job.can_be_retried else ("remove",)
    if job.state is JobState.DONE:
        return ("read", "remove") if job.recording_id is not None else ("remove",)
    return ("cancel",)
