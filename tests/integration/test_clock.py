"""Setting the clock, by a child process that stands for ``busctl``."""

import asyncio
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.cli.doctor_access import findings
from appliance.config import Settings, Storage
from appliance.diagnostics.readers import clock as clock_reader
from appliance.errors import ApplianceError
from appliance.library.audit import NAME, AuditLine, AuditLog
from appliance.library.errors import NotNotedError
from appliance.paths import Paths
from appliance.station import time_service
from appliance.station.box_clock import BoxClock
from appliance.station.errors import ClockError, LockedError
from appliance.station.lock import BoxLock
from appliance.station.note import noting
from appliance.station.system_bus import busctl
from appliance.wire import RemoteError
from tests.fakes.box import fake_box
from tests.fakes.box_clock import fake_time_service
from tests.fakes.clock import FakeClock
from tests.fakes.command_box import command_folder, holding, invoke
from ui.i18n import Languages

SERVICE = "org.freedesktop.timedate1 /org/freedesktop/timedate1 org.freedesktop.timedate1"
CALL = f"--system --allow-interactive-authorization=no --timeout=10 call {SERVICE}"
PIN = "271828"
WANTED = datetime(2026, 5, 12, 9, 30)
SET_TIME = f"{CALL} SetTime xbb {round(WANTED.timestamp() * 1e6)} false false"


class Recorder:
    """Records what the test says."""

    running_id: str | None = None


class World:
    """A clock with all that it asks."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths(data=folder / "data", run=folder / "run")
        self.paths.data.mkdir()
        self.paths.keys.mkdir()
        audit = AuditLog(self.paths.data)
        self.recorder, self.present = Recorder(), FakeClock()
        self.present.is_trusted = False
        self.lock = BoxLock(self.paths, audit=audit)
        self.clock = BoxClock(self.recorder, lock=self.lock, note=noting(audit), clock=self.present)

    def noted(self) -> list[AuditLine]:
        """What the audit holds, newest first."""
        return AuditLog(self.paths.data).newest(10)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    folder = tmp_path / "programs"
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(time_service, "LOOK_AGAIN_S", 0.0)
    return folder


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A box at rest, whose clock nobody sets."""
    return World(tmp_path)


def calls(asked: Path) -> list[str]:
    """What the service was told to do."""
    return [line for line in asked.read_text(encoding="utf-8").splitlines() if " call " in line]


async def test_the_service_is_told_the_time(world: World, programs: Path) -> None:
    """As it is read in the zone of the box; the audit tells what the clock showed before."""
    asked = fake_time_service(programs)
    await world.clock.set(WANTED)
    assert [SET_TIME] == calls(asked)
    (line,) = world.noted()
    assert ("set-clock", "2025-05-01T12:00:00.000+00:00") == (line.deed, line.facts["before"])


async def test_the_zone_is_set_before_the_time(world: World, programs: Path) -> None:
    """The time is read in it; either can be left as it is."""
    asked = fake_time_service(programs)
    await world.clock.set(WANTED, "Asia/Tokyo")
    await world.clock.set(None, "Etc/UTC")
    zones = [f"{CALL} SetTimezone sb {zone} false" for zone in ("Asia/Tokyo", "Etc/UTC")]
    assert [zones[0], SET_TIME, zones[1]] == calls(asked)
    assert ["Etc/UTC", "clock", "Asia/Tokyo"] == [line.subject for line in world.noted()]


async def test_the_time_is_set_though_the_log_cannot_be_written(
    world: World, programs: Path
) -> None:
    """A disk that is full leaves no clock that is half set; it is told all the same."""
    asked = fake_time_service(programs)
    (world.paths.data / NAME).mkdir()
    with pytest.raises(NotNotedError):
        await world.clock.set(WANTED, "Asia/Tokyo")
    assert [f"{CALL} SetTimezone sb Asia/Tokyo false", SET_TIME] == calls(asked)


async def test_a_client_for_time_servers_that_reaches_none_is_switched_off(
    world: World, programs: Path
) -> None:
    """The service refuses a time until that client has ended; it is asked again until then."""
    asked = fake_time_service(programs, ntp=True, late=2)
    await world.clock.set(WANTED)
    off = f"{CALL} SetNTP bb false false"
    assert [SET_TIME, off, SET_TIME, SET_TIME, SET_TIME] == calls(asked)


async def test_a_client_that_never_ends_is_told(
    world: World, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the system's words."""
    monkeypatch.setattr(time_service, "NTP_ENDS_S", 0.0)
    fake_time_service(programs, ntp=True, late=1_000)
    with pytest.raises(ClockError, match="Previous request is not finished"):
        await world.clock.set(WANTED)
    assert [] == world.noted()


async def test_a_clock_that_is_set_by_itself_is_let_be(world: World, programs: Path) -> None:
    """But for its zone, which no server tells."""
    asked = fake_time_service(programs)
    world.present.is_trusted = True
    with pytest.raises(ClockError, match="set by itself"):
        await world.clock.set(WANTED, "Asia/Tokyo")
    assert [] == calls(asked)
    await world.clock.set(None, "Asia/Tokyo")
    assert ["set-time-zone"] == [line.deed for line in world.noted()]


async def test_no_clock_is_set_while_something_is_recorded(world: World, programs: Path) -> None:
    """Its times would jump, also by another zone."""
    asked = fake_time_service(programs)
    world.recorder.running_id = "20250512-093000-c0de"
    with pytest.raises(ClockError) as refused:
        await world.clock.set(WANTED)
    with pytest.raises(ClockError):
        await world.clock.set(None, "Asia/Tokyo")
    assert "A recording is running." == str(refused.value) == str(world.clock.busy())
    assert [] == calls(asked)
    world.recorder.running_id = None
    assert world.clock.busy() is None


async def test_the_box_asks_its_own_recorder(tmp_path: Path, programs: Path) -> None:
    """A paused recording counts as one."""
    fake_time_service(programs)
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.start_recording()
        await station.pause_recording()
        with pytest.raises(ClockError, match="A recording is running"):
            await station.clock.set(None, "Asia/Tokyo")
        await station.stop_recording()
        await station.clock.set(None, "Asia/Tokyo")


async def test_the_pin_guards_the_clock(world: World, programs: Path) -> None:
    """Nothing is asked of the system before."""
    asked = fake_time_service(programs)
    permit = await world.lock.set_pin(PIN)
    with pytest.raises(LockedError):
        await world.clock.set(WANTED)
    assert "" == asked.read_text(encoding="utf-8")
    await world.clock.set(WANTED, permit=permit)
    assert [SET_TIME] == calls(asked)


@pytest.mark.parametrize(
    ("refusal", "words", "hint"),
    [
        ("Interactive authentication required.", "not allowed", time_service.RULE),
        ("Access denied", "not allowed", 'sudo timedatectl set-time "2026-05-12 09:30"'),
        ("Failed to set local time", "clock: Failed to set local", "sudo timedatectl set-time"),
    ],
)
async def test_what_the_system_refuses_is_told(
    world: World, programs: Path, refusal: str, words: str, hint: str
) -> None:
    """Who can set it comes first, the command that they may give last; and nothing is noted."""
    fake_time_service(programs, refusal=refusal)
    with pytest.raises(ClockError, match=words) as refused:
        await world.clock.set(WANTED)
    assert hint in refused.value.hint
    assert refused.value.hint.startswith("Whoever looks after the box ")
    assert refused.value.hint.endswith(
        'at the command line: sudo timedatectl set-time "2026-05-12 09:30"'
    )
    assert [] == world.noted()


async def test_a_system_that_does_not_answer_holds_up_no_page(
    world: World, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is only shown is told in time, with what to do; who sets the clock waits for it."""
    monkeypatch.setattr(time_service, "LOOK_S", 0.0)
    asked = fake_time_service(programs, ntp=True)
    with pytest.raises(ClockError, match="gives no answer") as silent:
        await world.clock.look()
    assert "Try again in a minute." in silent.value.hint
    assert silent.value.hint == await time_service.advice()
    await world.clock.set(WANTED)
    assert SET_TIME == calls(asked)[-1]


async def test_a_client_that_hangs_goes_with_whoever_asked(programs: Path) -> None:
    """Nobody waits for it any more."""
    asked, program = fake_time_service(programs), programs / "busctl"
    sleep = shutil.which("sleep", path="/usr/bin:/bin")
    program.write_text(f"#!/bin/sh\necho $$ > {asked}\nexec {sleep} 60\n", encoding="utf-8")
    asking = asyncio.create_task(busctl("call"))
    while not asked.read_text().endswith("\n"):
        await asyncio.sleep(0.01)
    asking.cancel()
    await asyncio.wait({asking})
    with pytest.raises(ProcessLookupError):
        os.kill(int(asked.read_text()), 0)


@pytest.mark.parametrize(
    ("wanted", "zone"),
    [(datetime(1999, 1, 1), ""), (datetime(2100, 1, 1), ""), (WANTED, "--help"), (None, "../x")],
)
async def test_what_cannot_be_is_not_asked_for(
    world: World, programs: Path, wanted: datetime | None, zone: str
) -> None:
    """A wrong zone keeps the time from being set as well."""
    asked = fake_time_service(programs)
    with pytest.raises(ClockError):
        await world.clock.set(wanted, zone)
    assert [] == calls(asked)


async def test_the_zone_of_the_system_can_be_chosen_again(world: World, programs: Path) -> None:
    """Also one that is not on offer."""
    fake_time_service(programs, zone="Asia/Kathmandu")
    told = await world.clock.look()
    assert ("Asia/Kathmandu", "Asia/Shanghai") == (told.zone, told.zones[1])


async def test_a_system_without_such_a_service_says_so(world: World, programs: Path) -> None:
    """No program, as on macOS; and a program without a bus, as in a container."""
    with pytest.raises(ClockError, match="no service for it"):
        await world.clock.look()
    programs.mkdir()
    busctl = programs / "busctl"
    busctl.write_text("#!/bin/sh\necho 'Call failed: no bus' >&2\nexit 1\n", encoding="utf-8")
    busctl.chmod(0o755)
    with pytest.raises(ClockError, match="clock: no bus"):
        await world.clock.look()
    told = "Failed to connect to bus: No such file or directory"
    busctl.write_text(f"#!/bin/sh\necho '{told}' >&2\nexit 1\n", encoding="utf-8")
    with pytest.raises(ClockError, match="no service for it"):
        await world.clock.look()


async def test_why_the_system_sets_no_clock_is_told_in_chinese(
    world: World, programs: Path
) -> None:
    """Also what its service says of itself, and of the disk."""
    chinese = Languages("zh-CN").choose(None)
    for refusal, told in {
        "Previous request is not finished, refusing.": "上一次校时还没有完成。",
        "Failed to set local time: Invalid argument": "时间没有设成：系统不接受这个参数",
    }.items():
        fake_time_service(programs, refusal=refusal)
        with pytest.raises(ClockError) as refused:
            await world.clock.set(WANTED)
        assert f"系统未能校时：{told}" == chinese.error(refused.value)[0]
    fake_time_service(programs, refusal="Failed to set time zone: Read-only file system")
    with pytest.raises(ClockError) as refused:
        await world.clock.set(None, "Asia/Tokyo")
    assert "系统未能校时：时区没有设成：只读，不能写入" == chinese.error(refused.value)[0]


async def test_the_doctor_gives_no_advice_that_the_settings_would_refuse(
    tmp_path: Path, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong clock that this system cannot set: who can, on the screen and without a box."""
    monkeypatch.setattr(clock_reader, "_built", lambda: datetime(2090, 1, 1, tzinfo=UTC))
    settable = "Set the date and the time in the settings."
    async with fake_box(tmp_path) as box, box.station() as station:
        settings = Settings(storage=Storage(data_dir=box.paths.data, run_dir=box.paths.run))
        (on_screen,) = [each for each in await station.doctor.examine() if each.name == "clock"]
        (without,) = [each for each in await findings(settings) if each.check == "clock"]
        for advice in (on_screen.fix_in_english, without.fix):
            assert advice.startswith("Whoever looks after the machine sets its clock")
        fake_time_service(programs)
        (on_screen,) = [each for each in await station.doctor.examine() if each.name == "clock"]
        (without,) = [each for each in await findings(settings) if each.check == "clock"]
    assert (settable, settable) == (on_screen.fix, without.fix)


async def test_nobody_is_told_to_set_the_time_that_is_wrong(
    tmp_path: Path, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has not said yet what the time is learns the form in which the command takes it."""
    monkeypatch.setattr(clock_reader, "_built", lambda: datetime(2090, 1, 1, tzinfo=UTC))
    programs.mkdir()
    busctl = programs / "busctl"
    busctl.write_text("#!/bin/sh\necho 'Call failed: Access denied' >&2\nexit 1\n")
    busctl.chmod(0o755)
    async with fake_box(tmp_path) as box, box.station() as station:
        (clock,) = [each for each in await station.doctor.examine() if each.name == "clock"]
    assert clock.fix_in_english.endswith('sudo timedatectl set-time "YYYY-MM-DD HH:MM"')
    assert clock.fields["now"] not in clock.fix_in_english


async def test_the_command_line_shows_and_sets_the_clock(tmp_path: Path) -> None:
    """Through the running box; no PIN is asked of its owner."""
    paths = command_folder(tmp_path)
    async with holding(paths) as station:
        station.lock.pin = PIN
        shown = await asyncio.to_thread(invoke, paths.data, "clock", "show")
        done = await asyncio.to_thread(
            invoke,
            paths.data,
            "clock",
            "set",
            "2026-05-12 09:30",
            "--zone",
            "Asia/Shanghai",
            "--json",
        )
        station.clock.present = ClockError("A recording is running.", hint="Stop it.")
        busy = await asyncio.to_thread(invoke, paths.data, "clock", "show")
        with pytest.raises(RemoteError, match="A recording is running"):
            await asyncio.to_thread(invoke, paths.data, "clock", "set", "--zone", "Etc/UTC")
    assert "2025-05-12 09:30:00 (Etc/UTC)\n" == shown.stdout
    assert "Asia/Shanghai" == json.loads(done.stdout)["zone"]
    assert [(WANTED, "Asia/Shanghai")] == station.clock.asked
    assert "It cannot be set now. A recording is running. Stop it." in busy.stdout


async def test_a_clock_that_cannot_be_set_is_shown_all_the_same(tmp_path: Path) -> None:
    """With why, and whether it can be right."""
    paths = command_folder(tmp_path)
    async with holding(paths) as station:
        station.clock.inability = ClockError("There is no service.", hint="Use your watch.")
        station.settings.told_clock = station.settings.told_clock.__class__(
            now=datetime(1970, 1, 1, tzinfo=UTC), is_trusted=False, looks_wrong=True
        )
        shown = await asyncio.to_thread(invoke, paths.data, "clock", "show")
    assert (
        "1970-01-01 00:00:00 (UTC)\nThis time is wrong: it lies in the past.\n"
        "It cannot be set now. There is no service. Use your watch.\n"
    ) == shown.stdout


def test_nothing_to_set_is_told(tmp_path: Path) -> None:
    """Before the box is asked; and without a box nothing is set."""
    data = command_folder(tmp_path).data
    with pytest.raises(ApplianceError, match="There is nothing to set"):
        invoke(data, "clock", "set")
    with pytest.raises(ApplianceError, match="The box does not run"):
        invoke(data, "clock", "set", "2026-05-12 09:30")
    with pytest.raises(AssertionError, match="yesterday"):
        invoke(data, "clock", "set", "yesterday")
