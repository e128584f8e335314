"""The queue of files: as long as it may be, only what is in sight and changed is told."""

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import events, ui

from appliance.domain.batch import JobState
from appliance.station.face_files import FileView, QueueView

from ..file_words import SIGNS, failure_words, state_words
from ..i18n import Language
from ..second_tap import ASKED_S
from ..wording import length
from .touch import apart_ms

AT_ONCE = 100
"""Rows in sight at most, and some more."""

Row = dict[str, Any]


class FileList(ui.element, component="file_list.js"):
    """``on_deed(job_id, deed)`` hears taps: up, down, cancel, retry, remove or open."""

    def __init__(self, language: Language, on_deed: Callable[[str, str], Any]) -> None:
        super().__init__()
        _ = self._language = language
        self._on_deed = on_deed
        self._files: Sequence[FileView] = ()
        self._speed: float | None = None
        self._range = range(0)
        self._told: dict[int, Row] = {}
        self._told_total = -1
        self.props["words"] = {
            "up": _("Sooner"),
            "down": _("Later"),
            "cancel": _("Give up"),
            "retry": _("Again"),
            "remove": _("Take off"),
            "sure": _("Tap again"),
        }
        self.props["second"] = {
            "asked": 1000 * ASKED_S,
            "apart": apart_ms(),
            "again": apart_ms(is_repeated=True),
        }
        self.on("want", self._want)
        self.on("deed", self._deed)

    def show(self, files: Sequence[FileView], view: QueueView) -> None:
        """Show these files of the queue."""
        self._files = files
        self._speed = speed(view)
        self._tell()

    def _want(self, event: events.GenericEventArguments) -> None:
        start = max(int(event.args["start"]), 0)
        self._range = range(start, min(int(event.args["end"]), start + AT_ONCE))
        self._told = {place: row for place, row in self._told.items() if place in self._range}
        self._tell()

    def _tell(self) -> None:
        total = len(self._files)
        rows = {
            place: row_for_browser(self._files[place], self._speed, self._language)
            for place in self._range
            if place < total
        }
        news = [[place, row] for place, row in rows.items() if self._told.get(place) != row]
        if news or total != self._told_total:
            self._told, self._told_total = rows, total
            self.run_method("put", total, news)

    def _deed(self, event: events.GenericEventArguments) -> Any:
        return self._on_deed(str(event.args["id"]), str(event.args["deed"]))


def speed(view: QueueView) -> float | None:
    """Return the seconds of audio that become text in a second; None as long as nobody knows."""
    extent, left_s = view.overall.extent, view.overall.left_s
    left = extent.total_s - extent.done_s
    return left / left_s if left_s and left > 0 else None


def row_for_browser(file: FileView, audio_per_s: float | None, _: Language) -> Row:
    """Return what the browser shows of a file."""
    job = file.job
    facts = [state_words(job, _)]
    share: float | None = None
    said = file.excerpt
    if job.state is JobState.WAITING:
        facts.append(_("as number {number}", number=(file.position or 0) + 1))
    if job.state in {JobState.IMPORTING, JobState.RECOGNISING}:
        share = file.extent.done_s / file.extent.total_s if file.extent.total_s else 0.0
        left_s = file.extent.total_s - file.extent.done_s
        if audio_per_s and left_s > 0:
            facts.append(_("{length} to go", length=length(left_s / audio_per_s, _)))
    if job.duration_s:
        facts.append(_("{length} of sound", length=length(job.duration_s, _)))
    if job.failure is not None:
        said = ("" if _.code == "zh-CN" else " ").join(failure_words(job.failure, _))
    elif job.problem:
        said = _.told(job.problem)
    leads = job.state is JobState.DONE and job.recording_id is not None
    return {
        "id": job.id,
        "name": job.name,
        "sign": SIGNS[job.state],
        "facts": " · ".join(facts),
        "percent": None if share is None else int(100 * min(share, 1.0)),
        "said": said,
        "href": f"/transcript/{job.recording_id}" if leads else "",
        "deeds": _deeds(file),
    }


def _deeds(file: FileView) -> list[str]:
    match file.job.state:
        case JobState.WAITING:
            return ["up", "down", "cancel"] if file.position else ["down", "cancel"]
        case JobState.IMPORTING | JobState.RECOGNISING:
            return ["cancel?"]
        case JobState.FAILED | JobState.CANCELLED:
            return ["retry", "remove"] if file.job.can_be_retried else ["remove"]
        case JobState.DONE:
            return []
