"""What the gallery shows of the box itself: a recording, files, sticks, checks, the lock.

All of it is made up, and no tap does anything to the box.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from nicegui import ui

from appliance.domain.audio import to_samples
from appliance.domain.batch import Failure
from appliance.domain.marker import Marker, MarkerKind
from appliance.errors import ApplianceError
from appliance.station.face import (
    Caption,
    Captions,
    RecordingSummary,
    Snapshot,
    SpeakerState,
    TextState,
    Volume,
)
from appliance.station.face_doctor import Area, Finding, Remedy, Verdict
from appliance.station.face_files import Extent, FileJob, FileView, JobState, Overall, QueueView
from appliance.station.face_speech import SpeechRegion

from ..recogniser import late_words
from ..recording_control import Phase
from ..region_text import RegionText
from ..status import status_items
from ..visit import Visit
from ..widgets.captions import CaptionsPanel
from ..widgets.facts import Fact, FactWords, history_facts, speaker_facts
from ..widgets.file_list import FileList
from ..widgets.findings import Findings
from ..widgets.level_meter import LevelMeter
from ..widgets.marker_bar import MarkerBar
from ..widgets.nothing import Nothing
from ..widgets.record_button import RecordButton
from ..widgets.region_row import RegionRow
from ..widgets.row import Row
from ..widgets.touch import TouchButton, Words
from ..widgets.upload_failures import UploadFailures
from ..wording import day_and_clock

FAILURE: Final = ApplianceError(
    "{target} has {free} MB free; {needed} MB are needed.",
    hint="Make room or take another stick, then export again.",
    target="KINGSTON",
    free=3,
    needed=9,
)
STICK: Final = Volume(
    identity="made-up",
    label="KINGSTON",
    mount_point="/media/KINGSTON",
    filesystem="exfat",
    free_bytes=14_200_000_000,
    total_bytes=31_000_000_000,
    writable=True,
)
SAID: Final = "一号生产线上周完成了1230件产品，合格率是98.5%。"


@contextmanager
def exhibit(name: str, *, classes: str = "") -> Iterator[None]:
    """Head what the block builds."""
    with ui.element("section").classes(f"exhibit {classes}"):
        with ui.element("h2").classes("heading"):
            Words(name)
        yield


def of_the_box(visit: Visit) -> None:
    """Build them all."""
    _recording(visit)
    _captions(visit)
    _recordings(visit)
    _sticks(visit)
    _lock(visit)
    _findings(visit)
    _files(visit)


def _recording(visit: Visit) -> None:
    _ = visit.language
    with exhibit("RecordButton"), ui.element("div").classes("options"):
        for phase in Phase:
            RecordButton(_, ignore).show(phase, can_hear=True)
        RecordButton(_, ignore).show(Phase.IDLE, can_hear=False)
        RecordButton(_, ignore).show(Phase.RECORDING, can_hear=True, asks=True)
    with exhibit("LevelMeter"):
        heard, *others = _levels(visit.station.snapshot())
        for snapshot in (heard, *others):
            meter = LevelMeter(_)
            meter.show(heard)
            meter.show(snapshot)
    with exhibit("MarkerBar"):
        places = ((754, MarkerKind.DECISION), (1801, MarkerKind.DEFECT), (1860, MarkerKind.DEFECT))
        markers = tuple(Marker(at_sample=to_samples(at_s), kind=kind) for at_s, kind in places)

        async def mark(kind: MarkerKind) -> bool:
            return kind is not MarkerKind.PLAIN

        MarkerBar(_, mark).show(markers, is_running=True)
        MarkerBar(_, mark).show((), is_running=False)


def _levels(now: Snapshot) -> Iterator[Snapshot]:
    """Yield heard, silent, too loud, old, and not heard; the last alone without a recorder."""
    if now.capture is not None:
        for level_dbfs, silent_s, clipped, is_late in (
            (-21.0, 0.0, 0, False),
            (-60.0, 60.0, 0, False),
            (-1.0, 0.0, 9, False),
            (-21.0, 0.0, 0, True),
        ):
            update = {
                "microphone_state": "listening",
                "level_dbfs": level_dbfs,
                "silent_s": silent_s,
                "clipped_samples": clipped,
            }
            capture = now.capture.model_copy(update=update)
            yield replace(now, capture=capture, capture_is_late=is_late)
    yield replace(now, capture=None, capture_is_late=False)


def _captions(visit: Visit) -> None:
    _, now = visit.language, visit.station.snapshot()
    finals = (Caption(start_s=0.0, end_s=4.0, text=SAID),)
    spoken = Captions(
        recording_id="made-up", finals=finals, stable_text="二", tentative_text="号生产线"
    )
    with exhibit("CaptionsPanel"):
        for captions in (Captions(), spoken, replace(spoken, behind_s=12.0)):
            with ui.element("div").classes("exhibit-room"):
                snapshot = replace(now, captions=captions)
                CaptionsPanel(_).show(captions, late=late_words(snapshot, _))


def _recordings(visit: Visit) -> None:
    _ = visit.language
    plain = RecordingSummary(
        id="made-up",
        title="",
        started=datetime(2025, 5, 12, 9, 30, tzinfo=UTC),
        duration_s=60.0,
        running=False,
        text_state=TextState.COMPLETE,
        text_done_s=24.0,
        excerpt=SAID,
        gap_count=0,
        marker_count=0,
    )
    summaries = (
        replace(plain, running=True, text_state=TextState.WAITING),
        replace(plain, text_state=TextState.REFINING, speaker_state=SpeakerState.WAITING),
        replace(plain, text_state=TextState.FAILED, problem="The recogniser crashed over it."),
        replace(
            plain,
            hold=True,
            marker_count=3,
            gap_count=1,
            tags=("例会",),
            speaker_state=SpeakerState.FOUND,
        ),
        replace(
            plain,
            problem="The disk failed once; recording goes on in a new file.",
            speaker_state=SpeakerState.FAILED,
            speaker_problem="It took too long.",
        ),
    )
    with exhibit("Facts of recordings"):
        for summary in summaries:
            with Row(day_and_clock(summary.started, _), SAID).below:
                for fact in (*history_facts(summary, _), *speaker_facts(summary, 3, _)):
                    Fact(fact)
    with exhibit("RegionRow"):

        async def recognise() -> str | None:
            return SAID

        for number, forced in enumerate((False, True), start=1):
            region = SpeechRegion(
                start_sample=0, end_sample=to_samples(12), forced=forced, certainty=0.93
            )
            RegionRow(_, number, region, RegionText(recognise))


def _sticks(visit: Visit) -> None:
    _, now = visit.language, visit.station.snapshot()
    locked, other = STICK.model_copy(update={"writable": False}), STICK.model_copy(deep=True)
    plugged = (((), ()), ((), ("Kingston DataTraveler 31 GB",)), ((STICK,), ()))
    with exhibit("Sticks in the status line"), ui.element("div").classes("options"):
        for volumes, unopened in (*plugged, ((locked,), ()), ((STICK, other), ())):
            _stick_item(visit, now, volumes, unopened, frozenset())
        _stick_item(visit, now, (STICK,), (), frozenset({STICK.identity}))
    with exhibit("Nothing: a stick"):
        Nothing("stick", _("Plug a USB stick in. It appears here by itself."))


def _stick_item(
    visit: Visit,
    now: Snapshot,
    volumes: tuple[Volume, ...],
    unopened: tuple[str, ...],
    in_use: frozenset[str],
) -> None:
    if now.hardware is not None:
        update = {"volumes": volumes, "unopened": unopened}
        snapshot = replace(now, hardware=now.hardware.model_copy(update=update))
        item = status_items(snapshot, visit.language, in_use)[2]
        Fact(FactWords(sign=item.sign, words=item.words))


def _lock(visit: Visit) -> None:
    _ = visit.language
    with exhibit("Lock"):
        with ui.element("div").classes("options"):
            TouchButton(_("Locked"), "lock")
            TouchButton(_("Unlocked"), "unlocked")
        with Nothing("lock", _("This page is locked."), _("Whoever knows the PIN opens it.")):
            TouchButton(_("Unlock"), "unlocked", classes="strong")


def _findings(visit: Visit) -> None:
    _ = visit.language
    mixer = Finding(
        name="made-up",
        area=Area.MICROPHONE,
        title="Mixer",
        why="The system can mute a microphone though its own switch is on.",
        verdict=Verdict.ATTENTION,
        what="The system's mixer has muted: {controls}.",
        fix="Tap Unmute. If it stays muted, look for a switch at the microphone itself.",
        fields={"controls": "Mic"},
        remedy=Remedy.UNMUTE,
    )
    rest = replace(mixer, fix="", remedy=None)
    with exhibit("Findings"):
        Findings(_, lambda: None).show(
            [
                replace(mixer, verdict=Verdict.BROKEN, remedy=None),
                mixer,
                replace(rest, verdict=Verdict.OK),
                replace(rest, verdict=Verdict.NOT_APPLICABLE),
            ]
        )


def _files(visit: Visit) -> None:
    _ = visit.language
    failure = Failure(
        code="made-up",
        template="{file} is empty.",
        hint_template="Copy it again from where it was recorded.",
        fields={"file": "无声.wav"},
    )
    jobs = [_job(state) for state in JobState]
    jobs += [
        replace(_job(JobState.DONE), id="made-up-twice", already_there=True),
        replace(_job(JobState.FAILED), id="made-up-empty", failure=failure),
    ]
    extent = Extent(done_s=1260.0, total_s=1834.0, is_estimated=False)
    files = tuple(
        FileView(job=job, extent=extent, position=1 if job.state is JobState.WAITING else None)
        for job in jobs
    )
    overall = Overall(extent=extent, left_s=60.0, counts={})
    with exhibit("FileList", classes="whole"):
        with ui.element("div").classes("exhibit-room").style(f"--rows: {len(files)}"):
            FileList(_, lambda _id, _deed: None).show(
                files, QueueView(files=files, overall=overall, paused=False)
            )
        UploadFailures(_).add("例会.wav", " ".join(_.error(FAILURE)))


def _job(state: JobState) -> FileJob:
    return FileJob(
        id=f"made-up-{state}",
        batch_id="made-up",
        name="二号车间 质量评审会 2025-05-12 上午.m4a",
        path=None,
        size_bytes=9_000_000,
        mtime_ns=0,
        added="2025-05-12T09:30:00+08:00",
        order=0.0,
        state=state,
        duration_s=1834.0,
        recording_id="made-up" if state is JobState.DONE else None,
    )


def ignore(*_value: object) -> None:
    """Let an exhibit be tried without effect."""
