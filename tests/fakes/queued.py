"""Files in a queue and on a stick, in every state that a screen shows."""

from functools import partial

from appliance.domain.batch import Failure, FileJob, JobState
from appliance.domain.batch_progress import Extent
from appliance.domain.stick_contents import (
    Refusal,
    RefusedEntry,
    StickContents,
    StickFile,
)
from appliance.errors import ApplianceError
from appliance.station.face_files import FileView
from appliance.station.face_settings import SCREENS_PACK
from appliance.station.face_sticks import AudioOutcome, StickProgress, StickStep

EMPTY = Failure(
    code="unreadable-audio",
    template="{file} is empty.",
    hint_template="Copy it again from where it was recorded.",
    fields={"file": "无声.wav"},
)

NO_AUDIO = Failure(
    code="unreadable-audio",
    template="{file} is no audio file, but {detail}.",
    hint_template="Choose a WAV, FLAC, MP3, OGG, Opus, M4A, AAC, WMA or MP4 file.",
    fields={"file": "会议纪要 第二季度质量评审.pdf", "detail": "a PDF document"},
    is_final=True,
)


def queued(
    number: int,
    state: JobState = JobState.WAITING,
    *,
    name: str = "",
    position: int | None = None,
    done_s: float = 0.0,
    excerpt: str = "",
    **fields: object,
) -> FileView:
    """Return a file of the queue; its id is its number."""
    job = FileJob(
        id=f"{number:08x}",
        batch_id="0000",
        name=name or f"会议 {number}.mp3",
        path=None,
        size_bytes=9_000_000,
        mtime_ns=0,
        added="2025-05-12T09:30:00+08:00",
        order=float(number),
        state=state,
        **fields,  # type: ignore[arg-type] # fields of the job
    )
    total_s = job.duration_s or 560.0
    extent = Extent(done_s=done_s, total_s=total_s, is_estimated=job.duration_s is None)
    return FileView(job=job, extent=extent, position=position, excerpt=excerpt)


def mixed_queue() -> tuple[FileView, ...]:
    """Return a file in each state, and some that wait."""
    recording_id = "20250512-093000-a1b2"
    return (
        queued(1, JobState.DONE, recording_id=recording_id, duration_s=61.0, name="早会.wav"),
        queued(
            2, JobState.DONE, recording_id=recording_id, already_there=True, name="早会 副本.wav"
        ),
        queued(3, JobState.FAILED, failure=EMPTY, name="无声.wav"),
        queued(
            4,
            JobState.RECOGNISING,
            recording_id="20250512-100000-0004",
            duration_s=1834.0,
            done_s=1260.0,
            excerpt="下周二之前要把新的夹具装好，由王工负责。",
            packs=(SCREENS_PACK, "workshop"),
            name="二号车间 质量评审会 2025-05-12 上午.m4a",
        ),
        queued(5, JobState.IMPORTING, recording_id="20250512-100000-0005", done_s=20.0),
        queued(6, JobState.CANCELLED, name="给客户的电话.amr"),
        *(queued(number, position=number - 7) for number in range(7, 13)),
    )


def story_queue(pack: str) -> tuple[FileView, ...]:
    """Return a file in each state as a workshop has them; what became text is in its history."""
    handover, call = "20250510-220000-f6a7", "20250508-140000-0004"
    done = partial(queued, state=JobState.DONE, recording_id=handover, duration_s=312.0)
    return (
        done(1, name="夜班交接 5月10日.wav"),
        done(2, already_there=True, name="夜班交接 5月10日 副本.wav"),
        queued(3, JobState.FAILED, failure=EMPTY, name="无声.wav"),
        queued(
            4,
            JobState.RECOGNISING,
            recording_id=call,
            duration_s=1834.0,
            done_s=734.0,
            excerpt="模具的交货期可以提前到下周五。",
            packs=(SCREENS_PACK, pack),
            name="供应商电话会 5月8日.m4a",
        ),
        queued(5, JobState.IMPORTING, done_s=20.0, name="早班会 5月9日.mp3"),
        queued(6, JobState.CANCELLED, name="给客户的电话.amr"),
        *(
            queued(number, position=number - 7, name=f"早班会 5月{15 - number}日.mp3")
            for number in range(7, 12)
        ),
    )


def full_stick() -> StickContents:
    """Return what is on a stick that has some of everything."""
    audio = tuple(
        StickFile(
            path=f"录音/2025-05-{number:02}/REC{number:04}.WAV", size_bytes=number * 7_000_000
        )
        for number in range(1, 41)
    )
    return StickContents(
        audio=audio,
        lexicons=(StickFile(path="lexicons/车间.txt", size_bytes=2000),),
        bundles=(StickFile(path="bundles/zh-large", size_bytes=0),),
        models=(StickFile(path="models/large.tar.gz", size_bytes=1_600_000_000),),
        refused=(
            RefusedEntry(path="录音/快捷方式.wav", refusal=Refusal.LINK),
            RefusedEntry(path="录音/空.wav", refusal=Refusal.EMPTY),
        ),
        refused_count=2,
        exported_count=3,
        other_count=11,
        looked_at=57,
    )


def stick_script() -> list[StickProgress | ApplianceError]:
    """Return the steps of an import in which one file is refused."""
    first, second = "录音/2025-05-01/REC0001.WAV", "录音/2025-05-02/REC0002.WAV"
    return [
        StickProgress(step=StickStep.CHECKING),
        StickProgress(
            step=StickStep.COPYING, file=first, done_bytes=7_000_000, total_bytes=21_000_000
        ),
        StickProgress(step=StickStep.COPIED),
        StickProgress(step=StickStep.TAKING),
        StickProgress(
            step=StickStep.DONE,
            outcomes=(
                AudioOutcome(path=first, job_id="0000000d", size_bytes=7_000_000),
                AudioOutcome(path=second, refusal=Refusal.NOT_AUDIO, detail="a PDF document"),
            ),
        ),
    ]
