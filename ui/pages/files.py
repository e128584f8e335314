"""The queue of files: what waits to become text, how far it is, what became of it."""

from collections.abc import Awaitable, Mapping, Sequence

from nicegui import ui

from appliance.domain.batch import OVER, JobState
from appliance.errors import ApplianceError
from appliance.station.face_files import FileView, QueueView
from appliance.station.face_lock import Permit

from ..frame import frame
from ..i18n import mark
from ..notice import Notice
from ..place import Place
from ..visit import Visit
from ..widgets.add_dialog import AddDialog
from ..widgets.choice import Choice
from ..widgets.export_dialog import ExportDialog
from ..widgets.file_list import FileList
from ..widgets.file_sheet import FileSheet
from ..widgets.nothing import Nothing
from ..widgets.notice_board import notice_card
from ..widgets.progress_bar import ProgressBar
from ..widgets.touch import TouchButton
from ..widgets.upload_failures import UploadFailures
from ..widgets.uploads import Uploads
from ..wording import length

REFRESH_S = 0.5

TAKING_OFF = "take files off the list"

SHOWN: Mapping[str, tuple[str, frozenset[JobState]]] = {
    "all": (mark("All files"), frozenset(JobState)),
    "open": (mark("To do"), frozenset(JobState) - OVER),
    "failed": (mark("Failed"), frozenset({JobState.FAILED, JobState.CANCELLED})),
    "done": (mark("Done"), frozenset({JobState.DONE})),
}


def files_page(visit: Visit) -> None:
    """Build the page."""
    with frame(visit, Place.FILES):
        _FilesPage(visit)


class _FilesPage:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._shown = "all"
        self._held = ""
        _ = visit.language
        self._left: frozenset[str] = frozenset()
        self._sheet = FileSheet(_, self._deed)
        with ui.element("div").classes("queue"):
            with ui.element("div").classes("queue-head"):
                self._overall = ProgressBar("", 0.0)
                self._pause = TouchButton(_("Pause all"), "pause", self._pause_or_resume)
                self._add = TouchButton(_("Add files"), "plus", self._open_adding, classes="strong")
            self._uploads = Uploads(
                _,
                on_begin=self._begun,
                on_failed=self._not_taken,
                on_over=self._all_came,
            )
            with ui.element("div").classes("notices queue-notices"):
                self._holding = ui.element("div").style("display: contents")
                self._not_uploaded = UploadFailures(_)
            with ui.element("div").classes("queue-filter") as self._filter:
                Choice(
                    _("Show"),
                    {key: _(words) for key, (words, _states) in SHOWN.items()},
                    self._shown,
                    self._show_only,
                )
                self._retry = TouchButton(_("Try failed again"), "again", self._retry_all)
                self._export = TouchButton(_("Export finished"), "export", self._export_done)
                self._clear = TouchButton(_("Take finished off"), "check", self._clear_done)
            with ui.element("div").classes("queue-body"):
                self._list = FileList(_, self._deed)
                self._nothing = ui.element("div").classes("queue-nothing")
                with self._nothing:
                    self._empty()
        self._adding = AddDialog(visit, self._uploads)
        self._exporting = ExportDialog(visit)
        visit.watch(self._draw, every_s=REFRESH_S)
        ui.timer(REFRESH_S, self._look, immediate=False)

    def _empty(self) -> None:
        _ = self._visit.language
        with Nothing(
            "files",
            _("No files here yet"),
            _("Add sound files from a stick or from this computer. Each becomes a recording."),
        ):
            TouchButton(_("Add files"), "plus", self._open_adding, classes="strong")

    def _open_adding(self) -> None:
        self._adding.open()

    def _begun(self) -> None:
        self._adding.close()

    def _look(self) -> None:
        """Draw what somebody took off the list, or brought back, on any page."""
        if self._visit.offers.subjects(TAKING_OFF) != self._left:
            self._draw()

    def _shown_files(self) -> list[FileView]:
        """Return the files of the queue but those that are on their way off it."""
        self._left = self._visit.offers.subjects(TAKING_OFF)
        files = self._visit.station.files.view().files
        return [file for file in files if file.job.id not in self._left]

    def _draw(self) -> None:
        view, files = self._visit.station.files.view(), self._shown_files()
        is_empty = not files
        for element in (self._pause, self._add, self._filter, self._list):
            element.set_visibility(not is_empty)
        self._nothing.set_visibility(is_empty)
        self._draw_overall(view, files)
        self._draw_held(view)
        states = SHOWN[self._shown][1]
        self._list.show([file for file in files if file.job.state in states], view)
        if opened := self._sheet.job_id:
            self._sheet.follow(next((file for file in files if file.job.id == opened), None))

    def _draw_overall(self, view: QueueView, files: Sequence[FileView]) -> None:
        _, extent = self._visit.language, view.overall.extent
        states = [file.job.state for file in files]
        done, failed = states.count(JobState.DONE), states.count(JobState.FAILED)
        wanted = len(states) - states.count(JobState.CANCELLED)
        self._overall.set_visibility(wanted > 0)  # nothing of nothing is no full bar
        words = [_("{done} of {count} files", done=done, count=wanted)]
        if failed:
            words.append(_.plural("{count} failed", "{count} failed", failed))
        if view.paused:
            words.append(_("paused"))
        elif view.overall.left_s:
            words.append(_("{length} to go", length=length(view.overall.left_s, _)))
        is_over = float(OVER.issuperset(states))
        share = extent.done_s / extent.total_s if extent.total_s else is_over
        self._overall.show(share, " · ".join(words))
        self._pause.words.set_text(_("Go on") if view.paused else _("Pause all"))
        self._pause.sign.show("play" if view.paused else "pause")
        self._retry.set_visibility(
            any(file.job.state is JobState.FAILED and file.job.can_be_retried for file in files)
        )
        for button in (self._export, self._clear):
            button.set_visibility(JobState.DONE in states)

    def _draw_held(self, view: QueueView) -> None:
        if view.held == self._held:
            return
        _ = self._visit.language
        self._held = view.held
        self._holding.clear()
        if view.held:
            notice = Notice(
                sign="disk",
                what=_.told(view.held),
                next_step=_.told(view.held_hint),
                is_alarm=True,
            )
            with self._holding, notice_card(notice):
                pass

    def _show_only(self, shown: str) -> None:
        self._shown = shown
        self._draw()

    def _not_taken(self, name: str, reason: str, hint: str) -> None:
        _ = self._visit.language
        what = _.told(reason) if reason else _("The box could not be reached.")
        next_step = _.told(hint) if reason else _("Add the file again.")
        self._not_uploaded.add(name, f"{what} {next_step}".strip())

    def _all_came(self, count: int) -> None:
        _ = self._visit.language
        if count:
            self._visit.toast.done(_.plural("{count} file added", "{count} files added", count))

    async def _pause_or_resume(self) -> None:
        files = self._visit.station.files
        await self._done(files.resume() if files.view().paused else files.pause())

    async def _retry_all(self) -> None:
        await self._done(self._visit.station.files.retry())

    async def _export_done(self) -> None:
        """Export what the finished files became, each recording once."""
        found = self._visit.station.files.view().files
        ids = [file.job.recording_id for file in found if file.job.state is JobState.DONE]
        try:
            there = [one for one in dict.fromkeys(ids) if one and await self._is_there(one)]
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return
        if there:
            self._exporting.open(there)
        else:
            what = mark("The recordings of the finished files were deleted.")
            hint = mark("Bring them back in the history, or add the files again.")
            self._visit.toast.failed(ApplianceError(what, hint=hint))

    async def _is_there(self, recording_id: str) -> bool:
        """Tell whether nobody has deleted it since."""
        try:
            return (await self._visit.station.summary(recording_id)).trashed is None
        except ApplianceError as error:
            if error.code != "unknown-recording":
                raise
            return False

    def _clear_done(self) -> None:
        _, files = self._visit.language, self._shown_files()
        ids = [file.job.id for file in files if file.job.state is JobState.DONE]
        words = _.plural(
            "{count} finished file is taken off the list. Its recording stays in the history.",
            "{count} finished files are taken off the list. Their recordings stay in the history.",
            len(ids),
        )
        if ids:
            self._take_off(ids, words)

    async def _take_away(self, file: FileView) -> None:
        """Take one off: in kiosk mode with the PIN, asked for now, unless it became a recording."""
        _, lock = self._visit.language, self._visit.lock
        is_guarded = lock.is_kiosk and file.job.state is not JobState.DONE
        approval = await lock.approved() if is_guarded else None
        if approval is not None or not is_guarded:
            words = _("{name} is taken off the list.", name=file.job.name)
            self._take_off([file.job.id], words, approval)

    def _take_off(self, ids: Sequence[str], words: str, approval: Permit | None = None) -> None:
        """Show them no longer; they are there until the time to undo it is over."""
        files = self._visit.station.files

        async def deed() -> None:
            # One that somebody tried again meanwhile stays, and none at all would mean every one.
            over = {file.job.id for file in files.view().files if file.job.is_over}
            if left := [job_id for job_id in ids if job_id in over]:
                await files.clear(left, permit=approval)

        self._visit.toast.announce(words, deed, name=TAKING_OFF, subjects=tuple(ids))
        if not self._visit.is_over:
            self._draw()

    async def _deed(self, job_id: str, deed: str) -> None:
        files = self._visit.station.files
        file = next((file for file in files.view().files if file.job.id == job_id), None)
        if file is None:
            return  # it is over and off the list since
        match deed:
            case "up" | "down" if file.position is not None:
                step = -1 if deed == "up" else 1
                await self._done(files.move(job_id, max(0, file.position + step)))
            case "cancel":
                await self._cancel(file)
            case "retry":
                await self._done(files.retry([job_id]))
            case "remove":
                await self._take_away(file)
            case "open":
                self._sheet.open(file)

    async def _cancel(self, file: FileView) -> None:
        _, files = self._visit.language, self._visit.station.files

        async def undo() -> None:
            await files.retry([file.job.id])

        deed = self._visit.guarded(lambda permit: files.cancel([file.job.id], permit=permit))
        if await self._done(deed):
            self._visit.toast.done(_("{name} is given up.", name=file.job.name), undo=undo)

    async def _done(self, work: Awaitable[object]) -> bool:
        try:
            await work
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return False
        finally:
            if not self._visit.is_over:
                self._draw()
        return True
