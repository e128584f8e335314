"""Switching the machine, by a child process that stands for ``busctl``."""

import asyncio
import json
from pathlib import Path

import pytest

from appliance.errors import ApplianceError
from appliance.library.audit import AuditLog
from appliance.station.errors import LockedError, PowerError
from appliance.station.face_power import PowerDeed
from appliance.wire import RemoteError
from tests.fakes.box import FakeBox, fake_box
from tests.fakes.command_box import command_folder, holding, invoke
from tests.fakes.power import fake_busctl

CALL = (
    "--system --allow-interactive-authorization=no --timeout=10 call org.freedesktop.login1 "
    "/org/freedesktop/login1 org.freedesktop.login1.Manager"
)
PIN = "271828"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    folder = tmp_path / "programs"
    monkeypatch.setenv("PATH", str(folder))
    return folder


def deeds(box: FakeBox) -> list[str]:
    """What the audit holds, newest first."""
    return [line.deed for line in AuditLog(box.paths.data).newest(10)]


@pytest.mark.parametrize(
    ("deed", "method", "noted"),
    [
        (PowerDeed.OFF, "PowerOff", "switch-off"),
        (PowerDeed.RESTART, "Reboot", "restart-machine"),
    ],
)
async def test_the_login_manager_is_asked_and_told(
    tmp_path: Path, programs: Path, deed: PowerDeed, method: str, noted: str
) -> None:
    """First whether it may, then to do it, without a password prompt; the audit has a line."""
    asked = fake_busctl(programs)
    async with fake_box(tmp_path) as box, box.station() as station:
        assert await station.power.unable(deed) is None
        asked.write_text("")
        await station.power.switch(deed)

        lines = asked.read_text(encoding="utf-8").splitlines()
        assert [f"{CALL} Can{method}", f"{CALL} {method} b false"] == lines
        assert [noted] == deeds(box)


async def test_nothing_is_switched_while_something_is_recorded(
    tmp_path: Path, programs: Path
) -> None:
    """A paused recording counts as one; after its end the machine may go."""
    asked = fake_busctl(programs)
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.start_recording()
        await station.pause_recording()
        with pytest.raises(PowerError) as refused:
            await station.power.switch(PowerDeed.OFF)
        told = station.power.busy()
        await station.stop_recording()

        assert "A recording is running." == str(refused.value) == str(told)
        assert station.power.busy() is None
        assert "PowerOff b" not in asked.read_text(encoding="utf-8")
        assert [] == deeds(box)


async def test_nothing_is_switched_while_a_stick_is_written(tmp_path: Path, programs: Path) -> None:
    """However it is written: exports, bundles and backups have it writable meanwhile."""
    fake_busctl(programs)
    async with fake_box(tmp_path) as box, box.station() as station:
        async with station.sticks.writable(tmp_path):
            with pytest.raises(PowerError, match="A stick is being written or read"):
                await station.power.switch(PowerDeed.RESTART)
        assert station.power.busy() is None
        assert [] == deeds(box)


async def test_the_pin_guards_the_switch(tmp_path: Path, programs: Path) -> None:
    """In kiosk mode and without it; nothing is asked of the system before."""
    asked = fake_busctl(programs)
    async with fake_box(tmp_path) as box, box.station() as station:
        permit = await station.lock.set_pin(PIN)
        with pytest.raises(LockedError):
            await station.power.switch(PowerDeed.OFF)
        assert "" == asked.read_text(encoding="utf-8")
        await station.power.switch(PowerDeed.OFF, permit)
        assert "switch-off" == deeds(box)[0]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("no", "not allowed"),
        ("challenge", "not allowed"),
        ("na", "cannot be switched by a program"),
        ("inhibitor-blocked", "keeps this machine on"),
        ("perhaps", 's "perhaps"'),
    ],
)
async def test_what_the_system_answers_is_told(
    tmp_path: Path, programs: Path, answer: str, words: str
) -> None:
    """With the next step; and nothing is done."""
    asked = fake_busctl(programs, answer)
    async with fake_box(tmp_path) as box, box.station() as station:
        told = await station.power.unable(PowerDeed.OFF)
        with pytest.raises(PowerError, match=words):
            await station.power.switch(PowerDeed.OFF)
        assert told is not None
        assert told.hint
        assert "PowerOff b" not in asked.read_text(encoding="utf-8")
        assert [] == deeds(box)


async def test_a_system_without_such_a_manager_says_so(tmp_path: Path, programs: Path) -> None:
    """No program, as on macOS; and a program without a bus, as in a container."""
    async with fake_box(tmp_path) as box, box.station() as station:
        without = await station.power.unable(PowerDeed.OFF)
        fake_busctl(programs, ends_with=1)
        no_bus = await station.power.unable(PowerDeed.RESTART)
    assert "This system has no service that could switch the machine." == str(without)
    assert "The system does not switch this machine: Call failed: no bus" == str(no_bus)


async def test_the_command_line_switches_the_machine(tmp_path: Path) -> None:
    """Through the running box, which tells what stands in the way; no PIN is asked of its owner."""
    paths = command_folder(tmp_path)
    async with holding(paths) as station:
        station.lock.pin = PIN
        free = await asyncio.to_thread(invoke, paths.data, "power", "status")
        off = await asyncio.to_thread(invoke, paths.data, "power", "off")
        again = await asyncio.to_thread(invoke, paths.data, "power", "restart", "--json")
        station.power.present = PowerError("A recording is running.", hint="Stop it.")
        busy = await asyncio.to_thread(invoke, paths.data, "power", "status", "--json")
        with pytest.raises(RemoteError, match="A recording is running"):
            await asyncio.to_thread(invoke, paths.data, "power", "off")
    assert "The machine can be switched off and started again.\n" == free.stdout
    assert "It is switched off.\n" == off.stdout
    assert "restart" == json.loads(again.stdout)["deed"]
    assert [PowerDeed.OFF, PowerDeed.RESTART] == station.power.switched
    assert ["off", "restart"] == [each["deed"] for each in json.loads(busy.stdout)["obstacles"]]


def test_without_a_box_nothing_is_switched(tmp_path: Path) -> None:
    """Whoever has a command line then has the system's own command."""
    with pytest.raises(ApplianceError, match="The box does not run"):
        invoke(command_folder(tmp_path).data, "power", "off")
