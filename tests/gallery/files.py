"""The queue of files, and files on their way from a browser."""

from dataclasses import replace

from nicegui import ui

from appliance.domain.batch import Failure
from appliance.station.face_files import Extent, FileJob, FileView, JobState, Overall, QueueView
from tests.fakes.station import FakeStation
from tests.gallery.exhibit import FAILURE, ID, exhibit, ignore, over
from ui.visit import Visit
from ui.widgets.file_list import FileList
from ui.widgets.recogniser_row import RecogniserRow
from ui.widgets.upload_failures import UploadFailures
from ui.widgets.uploads import Uploads

EMPTY = Failure(
    code="made-up",
    template="{file} is empty.",
    hint_template="Copy it again from where it was recorded.",
    fields={"file": "无声.wav"},
)


def of_files(visit: Visit) -> None:
    """Build them all."""
    _queue(visit)
    _uploads(visit)
    _recogniser(visit)


def _queue(visit: Visit) -> None:
    jobs = [_job(state) for state in JobState]
    jobs += [
        replace(_job(JobState.DONE), id="made-up-twice", already_there=True),
        replace(_job(JobState.FAILED), id="made-up-empty", failure=EMPTY),
    ]
    extent = Extent(done_s=1260.0, total_s=1834.0, is_estimated=False)
    files = tuple(
        FileView(job=job, extent=extent, position=1 if job.state is JobState.WAITING else None)
        for job in jobs
    )
    overall = Overall(extent=extent, left_s=60.0, counts={})
    with (
        exhibit("FileList", classes="whole"),
        ui.element("div").classes("exhibit-room").style(f"--rows: {len(files)}"),
    ):
        FileList(visit.language, lambda _id, _deed: None).show(
            files, QueueView(files=files, overall=overall, paused=False)
        )


def _job(state: JobState) -> FileJob:
    return FileJob(
        id=f"made-up-{state}",
        batch_id="made-up",
        name="供应商电话会 2025-05-08 上午.m4a",
        path=None,
        size_bytes=9_000_000,
        mtime_ns=0,
        added="2025-05-12T09:30:00+08:00",
        order=0.0,
        state=state,
        duration_s=1834.0,
        recording_id=ID if state is JobState.DONE else None,
    )


def _uploads(visit: Visit) -> None:
    _ = visit.language

    def upload() -> Uploads:
        return Uploads(_, on_begin=ignore, on_failed=ignore, on_over=ignore)

    with exhibit("Uploads", classes="whole"):
        sending = upload()
        ui.run_javascript(
            f"Object.assign(getElement({sending.id}),"
            " { current: { name: '夜班交接.wav' }, number: 2, count: 5, percent: 62 })"
        )
    with exhibit("UploadFailures", classes="whole"):
        UploadFailures(_).add("例会.wav", " ".join(_.error(FAILURE)))


def _recogniser(visit: Visit) -> None:
    starting = FakeStation()
    starting.inference = None
    with exhibit("RecogniserRow", classes="whole"):
        RecogniserRow(over(visit, FakeStation()), ())
        RecogniserRow(over(visit, starting), ())
