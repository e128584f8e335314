"""The thread that looks at the hardware."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.domain.unopened_sticks import TOLD_AFTER_S
from appliance.supervisor.hardware import Hardware, HardwareMonitor, find_hardware
from appliance.supervisor.hardware.changes import BLOCK, SOUND, PollingChanges, SimulatedChanges
from appliance.supervisor.hardware.sound import SimulatedSoundInputs
from appliance.supervisor.hardware.vitals import SimulatedVitals, SystemVitals, VitalSigns
from appliance.supervisor.hardware.volumes import SimulatedVolumes
from appliance.wire.supervision import HardwareStatus, Microphone, Volume

MICROPHONE = Microphone(identity="usb-1", name="Boundary microphone")
STICK = Volume(
    identity="1A2B-3C4D",
    label="STICK",
    mount_point="/media/STICK",
    filesystem="vfat",
    free_bytes=10,
    total_bytes=20,
    writable=True,
)
SIGNS = VitalSigns(
    memory_available_bytes=1,
    memory_total_bytes=2,
    disk_free_bytes=3,
    disk_total_bytes=4,
    temperature_c=50.0,
)


class Watched:
    """Simulated hardware under a monitor, and what the monitor delivered."""

    def __init__(self) -> None:
        self.changes = SimulatedChanges()
        self.sound = SimulatedSoundInputs()
        self.volumes = SimulatedVolumes()
        self.vitals = SimulatedVitals(SIGNS)
        self.now_s = 1000.0
        self.delivered: asyncio.Queue[HardwareStatus] = asyncio.Queue()

    def hardware(self) -> Hardware:
        """What the monitor looks through."""
        return Hardware(
            changes=self.changes, sound=self.sound, volumes=self.volumes, vitals=self.vitals
        )

    async def next(self) -> HardwareStatus:
        """Wait for the next delivery."""
        return await asyncio.wait_for(self.delivered.get(), 10)


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    """A monitor that looks only when something is announced; the first look is done."""
    watched = Watched()
    async with HardwareMonitor(
        watched.hardware,
        deliver=watched.delivered.put_nowait,
        look_every_s=600,
        now_s=lambda: watched.now_s,
    ):
        first = await watched.next()
        assert (0, ()) == (first.sound_generation, first.microphones)
        assert (1, 4, 50.0) == (
            first.memory_available_bytes,
            first.disk_total_bytes,
            first.temperature_c,
        )
        yield watched


async def test_plugged_microphone_is_told(watched: Watched) -> None:
    """The generation grows and the list has it."""
    watched.sound.microphones = (MICROPHONE,)
    watched.changes.announce(SOUND)
    status = await watched.next()
    assert (1, (MICROPHONE,)) == (status.sound_generation, status.microphones)


async def test_replugged_microphone_is_told_although_the_list_is_the_same(
    watched: Watched,
) -> None:
    """Out and in again within one look still means: open it again."""
    watched.changes.announce(SOUND)
    assert 1 == (await watched.next()).sound_generation


async def test_plugged_stick_is_told(watched: Watched) -> None:
    """Volumes come with the next status; the sound generation stays."""
    watched.volumes.volumes = (STICK,)
    watched.changes.announce(BLOCK)
    status = await watched.next()
    assert (0, (STICK,)) == (status.sound_generation, status.volumes)


async def test_stick_that_stays_unopened_is_told(watched: Watched) -> None:
    """Not at once: most are mounted a moment later."""
    watched.volumes.unopened = {"sdb": "Kingston (31.0 GB)"}
    watched.changes.announce(BLOCK)
    assert () == (await watched.next()).unopened
    watched.now_s += TOLD_AFTER_S
    watched.changes.announce(BLOCK)
    assert ("Kingston (31.0 GB)",) == (await watched.next()).unopened


async def test_failing_look_is_logged_and_repeated(caplog: pytest.LogCaptureFixture) -> None:
    """A device that vanishes while it is read costs one look, not the monitor."""
    watched = Watched()

    class Vanishing(SimulatedSoundInputs):
        fails = True

        def present(self) -> tuple[Microphone, ...]:
            if self.fails:
                self.fails = False
                raise LookupError("card1")
            return (MICROPHONE,)

    watched.sound = Vanishing()
    async with HardwareMonitor(
        watched.hardware, deliver=watched.delivered.put_nowait, look_every_s=0.01
    ):
        assert (MICROPHONE,) == (await watched.next()).microphones
    assert ["look-failed"] == [getattr(record, "event", "") for record in caplog.records]


async def test_polling_notices_by_comparing() -> None:
    """Without udev a new microphone is found at the next look, and the status says why."""
    watched = Watched()
    polling = PollingChanges("no udev here")

    def hardware() -> Hardware:
        return Hardware(
            changes=polling, sound=watched.sound, volumes=watched.volumes, vitals=watched.vitals
        )

    async with HardwareMonitor(hardware, deliver=watched.delivered.put_nowait, look_every_s=0.01):
        first = await watched.next()
        assert ("polling", "no udev here") == (first.watch, first.watch_reason)
        watched.sound.microphones = (MICROPHONE,)
        while not (status := await watched.next()).microphones:
            assert 0 == status.sound_generation
        assert 1 == status.sound_generation


def test_no_udev_is_replaced_by_polling_with_a_reason(tmp_path: Path) -> None:
    """Where udev does not run (containers) polling is chosen and says why."""
    hardware = find_hardware(tmp_path, udev_control=tmp_path / "control")
    assert "polling" == hardware.changes.watch
    assert "no " + str(tmp_path / "control") in hardware.changes.reason


def test_this_machine_has_vital_signs(tmp_path: Path) -> None:
    """Memory and disk are measured for real."""
    signs = SystemVitals(tmp_path).read()
    assert 0 < signs.memory_available_bytes <= signs.memory_total_bytes
    assert 0 < signs.disk_free_bytes <= signs.disk_total_bytes


def test_udev_is_heard_where_it_runs(tmp_path: Path) -> None:
    """With udev's control socket there, its monitor is opened; if not, the reason is told."""
    control = tmp_path / "control"
    control.touch()
    hardware = find_hardware(tmp_path, udev_control=control)
    assert frozenset() == hardware.changes.wait(0.01)
    assert isinstance(hardware.sound.present(), tuple)
    heard = "udev" == hardware.changes.watch
    assert heard == ("" == hardware.changes.reason)
    hardware.changes.close()
