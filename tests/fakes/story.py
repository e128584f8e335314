"""The one story that all pictures of the documentation tell: a workshop on a Monday afternoon.

Names, times, room on the disk, what is plugged in and what was recorded are the same on every page.
Its recordings carry the time of the workshop; `TIME_ZONE` is the machine's while it is told.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.retention import Fate, Prospect, Reason
from appliance.domain.wall_time import ZONES
from appliance.paths import Paths
from appliance.station.face import TextState
from appliance.station.face_clock import ClockAsSet
from appliance.station.face_lexicon import CountedPlace
from appliance.station.face_settings import ClockTold, Pack
from appliance.wire.shelf import AuditEntry, AuditTold, RetentionLine, RoomTold
from tests.fakes.doctor import ailing
from tests.fakes.editing_shelf import EditingShelf
from tests.fakes.heard_speech import LENGTHS_SAMPLES
from tests.fakes.lexicon import PLACES
from tests.fakes.meeting import DURATION_S, add_meeting
from tests.fakes.queued import full_stick, story_queue
from tests.fakes.screen import write_sound
from tests.fakes.station import STICK, FakeStation
from tests.fakes.words import write_words

TIME_ZONE: Final = "UTC"
NOW: Final = datetime(2025, 5, 12, 16, 40, tzinfo=timezone(timedelta(hours=8)))
FREE_BYTES: Final = 6_200_000_000
RECORDABLE_S: Final = 53 * 3600
BYTES_PER_S: Final = 32_000
PACK: Final = "车间"
MEETING: Final = "20250512-093000-a1b2"
ENGLISH: Final = "20250507-100000-e1f2"

REVIEW = (
    "上周的不合格品主要来自三号注塑机，原因是模温不稳定。",
    "温度传感器已经更换，周五以后没有再出现飞边。",
    "客户要求把外观检验改成每小时一次，从本周三开始执行。",
)
CALL = ("模具的交货期可以提前到下周五。", "运费由供应商承担，合同明天发过来。")
VISIT = (
    "Good morning, thank you for coming out to the plant.",
    "We would like to start with the injection moulding line.",
    "The new fixtures arrived on Tuesday and fit without rework.",
    "One open point is the noise of cooling pump number two.",
    "Please put that down as a defect, we will look at it tomorrow.",
)


WORDS = """
sheng 生 30000
sheng 声 20000
sheng 升 9000
sheng 省 8000
sheng 胜 7000
sheng chan liang 生产量 900
sheng chan lv 生产率 800
"""
"""Which somebody who types the beginning of a word may mean."""

LOUD: Final = 9000
"""Of a voice, of 32767."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A line of the log of deeds, on the day of the story."""

    at: str
    deed: str
    subject: str = ""


DEEDS = (
    Deed(at="15:20", deed="export", subject="周一早会 · 2025年5月12日 09:30"),
    Deed(at="15:12", deed="edit", subject="周一早会 · 2025年5月12日 09:30"),
    Deed(at="15:05", deed="name-speaker", subject="周一早会 · 2025年5月12日 09:30"),
    Deed(at="14:48", deed="add-files", subject="7 个文件"),
    Deed(at="13:10", deed="import-lexicon", subject="车间"),
    Deed(at="13:06", deed="write-hot-words"),
    Deed(at="11:58", deed="delete", subject="试录音 · 2025年5月12日 11:40"),
    Deed(at="07:32", deed="set-clock"),
)


def tell(station: FakeStation, paths: Paths) -> None:
    """Let a station be in it."""
    write_words(paths.pinyin, WORDS)
    _record(station, paths)
    station.plugged, station.sticks.found = (STICK,), full_stick()
    station.files.files, station.files.audio_per_s = story_queue(PACK), 12.0
    station.shelf = EditingShelf(station)
    station.shelf.audit_told = AuditTold(entries=tuple(map(_entry, DEEDS)))
    station.shelf.room_told = RoomTold(
        free_bytes=FREE_BYTES, bytes_per_s=BYTES_PER_S, measured=True, recordable_s=RECORDABLE_S
    )
    station.shelf.lines = tuple(_lines(station))
    station.hear(disk_free_bytes=FREE_BYTES, recordable_s=RECORDABLE_S)
    station.speech.duration_s = DURATION_S
    station.lexicon.told = replace(station.lexicon.told, places=_places())
    settings = station.settings
    settings.others = (Pack(name=PACK, terms=120, rules=4),)
    settings.installed = tuple(one for one in settings.installed if not one.is_damaged)
    settings.told_clock = ClockTold(now=NOW, is_trusted=False, looks_wrong=False)
    station.clock.told = ClockAsSet(zone="Asia/Shanghai", zones=ZONES)
    _examine(station)


def talk(duration_s: int) -> Iterator[bytes]:
    """Yield the seconds of a sound that looks as speech does; it is quiet where nobody speaks."""
    chance = Random(duration_s)
    said, unsaid = LENGTHS_SAMPLES
    for second in range(duration_s):
        samples = array("h")
        while len(samples) < SAMPLE_RATE_HZ:
            place = (second * SAMPLE_RATE_HZ + len(samples)) % (said + unsaid)
            loud = LOUD * chance.betavariate(1.2, 2.5) if place < said else 60.0
            samples.extend(round(chance.gauss(0.0, loud / 2)) for _ in range(SAMPLE_RATE_HZ // 20))
        yield samples.tobytes()


def _record(station: FakeStation, paths: Paths) -> None:
    add_meeting(station, title="周一早会")
    write_sound(paths, MEETING, talk(DURATION_S))
    station.add_recording(
        "20250512-140500-b7c8",
        title="首件检验 三号注塑机",
        texts=("首件尺寸合格，外观没有飞边，可以开始批量生产。",),
        duration_s=754,
        markers=(Marker(at_sample=to_samples(310), kind=MarkerKind.DECISION),),
    )
    station.add_recording(
        "20250512-081500-b2c3",
        title="第二季度质量评审会",
        texts=REVIEW * 60,
        duration_s=2700,
        text_state=TextState.REFINING,
    )
    station.add_recording(
        "20250510-220000-f6a7", title="夜班交接 5月10日", texts=REVIEW[1:], duration_s=312
    )
    station.add_recording(
        "20250509-160000-c3d4",
        texts=("巡检从锅炉房开始，压力和温度都正常。",),
        duration_s=1834,
        text_state=TextState.WAITING,
    )
    station.add_recording(
        "20250508-140000-0004",
        title="供应商电话会 5月8日",
        texts=CALL,
        duration_s=1834,
        text_state=TextState.WAITING,
    )
    station.add_recording(
        ENGLISH,
        title="Supplier visit",
        texts=VISIT,
        speakers=(1, 1, 2, 2, 1),
        duration_s=DURATION_S,
    )
    write_sound(paths, ENGLISH, talk(DURATION_S))


def _entry(deed: Deed) -> AuditEntry:
    return AuditEntry(
        at=f"2025-05-12T{deed.at}:00Z", clock_trusted=True, deed=deed.deed, subject=deed.subject
    )


def _lines(station: FakeStation) -> Sequence[RetentionLine]:
    deleted = RetentionLine(
        prospect=Prospect(
            id="20250509-143000-e5f6",
            fate=Fate.REMOVED,
            reason=Reason.TRASH_OVER,
            in_s=timedelta(days=7).total_seconds(),
            size_bytes=40 * BYTES_PER_S,
            trashed=True,
        ),
        title="试录音",
        started="2025-05-09T14:30:00+00:00",
        duration_s=40,
        trashed="2025-05-12T11:58:00+00:00",
    )
    summaries = [view.summary for view in station.views.values()]
    staying = [
        RetentionLine(
            prospect=Prospect(
                id=one.id,
                fate=Fate.STAYS,
                reason=Reason.NO_RULE,
                size_bytes=round(one.duration_s * BYTES_PER_S),
            ),
            title=one.title,
            started=one.started.isoformat(),
            duration_s=one.duration_s,
        )
        for one in summaries
    ]
    return [deleted, *staying]


def _places() -> tuple[CountedPlace, ...]:
    return tuple(
        replace(place, causes=tuple(cause.replace("workshop", PACK) for cause in place.causes))
        for place in PLACES
    )


def _examine(station: FakeStation) -> None:
    """Let somebody have muted the microphone in the mixer; all else is as on the other pages."""
    doctor = station.doctor
    ailing(doctor)
    facts = doctor.facts
    assert facts.capture is not None
    doctor.facts = replace(
        facts,
        capture=facts.capture.model_copy(update={"peak_dbfs": -90.0}),
        inference=station.inference,
        disk=replace(facts.disk, free_bytes=FREE_BYTES, recordable_s=float(RECORDABLE_S)),
        clock=replace(facts.clock, now=NOW),
    )
    nights = [f"2025-05-{day:02}T03:00:00+00:00" for day in range(1, 13)]
    doctor.results = [
        replace(result, at=at, model="base")
        for result, at in zip(doctor.results, nights, strict=True)
    ]
