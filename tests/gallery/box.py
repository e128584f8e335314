"""The box itself: its disk, lock, switch, clock and what it is."""

from dataclasses import replace
from datetime import UTC, datetime

from appliance.domain.retention import Fate, Prospect, Reason
from appliance.station.errors import StationError
from appliance.station.face_settings import ClockTold, Group
from appliance.wire.shelf import RetentionLine, RetentionTold, RoomTold
from tests.fakes.station import FakeStation
from tests.gallery.exhibit import exhibit, over
from ui.visit import Visit
from ui.widgets.about_panel import AboutPanel
from ui.widgets.backup_panel import BackupPanel
from ui.widgets.clock_panel import ClockPanel
from ui.widgets.lock_panel import LockPanel
from ui.widgets.power_panel import PowerPanel
from ui.widgets.settings_head import SettingsHead
from ui.widgets.stick_panel import StickPanel
from ui.widgets.storage_panel import StoragePanel

BUSY = StationError(
    "A recording is running.", hint="Stop it first; then the box can be switched off."
)
ROOM = RoomTold(free_bytes=6_200_000_000, bytes_per_s=32_000, measured=True, recordable_s=190_800)
TITLES = ("第二季度质量评审会", "设备巡检", "夜班交接")


def of_the_box(visit: Visit) -> None:
    """Build them all."""
    with exhibit("SettingsHead"):
        SettingsHead(visit.language, Group.PRIVACY, visit.language("What was done"))
    _storage(visit)
    with exhibit("BackupPanel"):
        BackupPanel(visit)
    with exhibit("LockPanel"):
        unlocked, locked = FakeStation(), FakeStation()
        locked.lock.pin = "135790"
        LockPanel(over(visit, unlocked))
        LockPanel(over(visit, locked))
    with exhibit("PowerPanel"):
        idle, busy = FakeStation(), FakeStation()
        busy.power.present = BUSY
        PowerPanel(over(visit, idle))
        PowerPanel(over(visit, busy))
    _clocks(visit)
    with exhibit("StickPanel"):
        plain, encrypted = FakeStation(), FakeStation()
        encrypted.export_recipient = "age1" + "q" * 58
        StickPanel(over(visit, plain))
        StickPanel(over(visit, encrypted))
    with exhibit("AboutPanel"):
        AboutPanel(visit)


def _storage(visit: Visit) -> None:
    rules = FakeStation().shelf.rules
    lines = tuple(_line(number, title) for number, title in enumerate(TITLES, start=1))
    plan = RetentionTold(
        rules=rules, free_bytes=ROOM.free_bytes, clock_trusted=True, applied=False, lines=lines
    )
    nothing = plan.model_copy(update={"lines": ()})
    short = nothing.model_copy(update={"short_bytes": 900_000_000, "clock_trusted": False})
    with exhibit("StoragePanel"):
        for told in (plan, nothing, short):
            StoragePanel(visit, ROOM, told)


def _line(number: int, title: str) -> RetentionLine:
    is_trashed = number > 1
    prospect = Prospect(
        id=f"2025050{number}-093000-a1b2",
        fate=Fate.REMOVED if is_trashed else Fate.STAYS,
        reason=Reason.TRASH_OVER if is_trashed else Reason.NO_RULE,
        in_s=86_400.0 * number if is_trashed else None,
        size_bytes=60_000_000 * number,
        trashed=is_trashed,
    )
    started = f"2025-05-0{number}T09:30:00+00:00"
    trashed = "2025-05-09T10:00:00+00:00" if is_trashed else None
    return RetentionLine(
        prospect=prospect, title=title, started=started, duration_s=1834, trashed=trashed
    )


def _clocks(visit: Visit) -> None:
    right = ClockTold(
        now=datetime(2025, 5, 12, 9, 30, tzinfo=UTC), is_trusted=True, looks_wrong=False
    )
    untrusted = replace(right, is_trusted=False)
    wrong = replace(untrusted, now=datetime(1970, 1, 1, 0, 3, tzinfo=UTC), looks_wrong=True)
    with exhibit("ClockPanel"):
        for told in (right, untrusted, wrong):
            station = FakeStation()
            station.settings.told_clock = told
            ClockPanel(over(visit, station))
