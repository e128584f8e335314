"""A folder that stands in for a stick, from the supervisor's sight to the eject of the station."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from appliance.domain.process import Role
from appliance.export import ExportStep, verify
from appliance.station.face_sticks import Ejected
from appliance.station.stick_errors import StickError
from appliance.supervisor.hardware.monitor import LOOK_EVERY_S
from appliance.supervisor.process import run
from appliance.wire.supervision import HardwareStatus, Volume
from tests.fakes.stick_box import StickBox
from tests.fakes.supervised_box import SupervisedBox, command_of, settings_in
from tests.fakes.supervised_command import tingxia
from tests.integration.exported import WITH_AUDIO, with_audio
from tests.integration.exported import run as run_export


@pytest.fixture
def box(tmp_path: Path) -> StickBox:
    """The station's sticks; its folder `stick` stands in for one."""
    return StickBox(folder=tmp_path)


@pytest.fixture
async def supervisor(box: StickBox) -> AsyncIterator[SupervisedBox]:
    """A real supervisor over tiny children that was told of the folder."""
    settings = settings_in(box.folder)
    command = command_of(box.folder, {})
    running = asyncio.create_task(run(settings, child_command=command, stand_ins=[box.stick]))
    supervised = SupervisedBox(folder=box.folder, settings=settings)
    await supervised.until_running()
    try:
        yield supervised
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def seen(
    supervisor: SupervisedBox, wanted: Callable[[HardwareStatus], bool]
) -> tuple[Volume, ...]:
    """Wait until the supervisor sees this; returns the stand-ins that are plugged in then."""
    status = await supervisor.until(lambda status: wanted(status.hardware))
    return tuple(each for each in status.hardware.volumes if each.is_stand_in)


def is_in(hardware: HardwareStatus) -> bool:
    """Whether a stand-in is plugged in and open."""
    return any(each.is_stand_in for each in hardware.volumes)


def is_out(hardware: HardwareStatus) -> bool:
    """Whether none is."""
    return not is_in(hardware)


async def test_what_was_exported_is_verified_and_the_stick_let_go(
    box: StickBox, supervisor: SupervisedBox
) -> None:
    """It is open again when its folder was away and is back, with what was exported."""
    box.plugged = await seen(supervisor, is_in)
    (stick,) = box.plugged
    items = [with_audio(box.paths, seconds=1)]
    done = (await run_export(box.paths, box.stick, items, WITH_AUDIO))[-1]
    assert ExportStep.DONE == done.step

    assert Ejected(is_unmounted=True) == await box.sticks.eject(stick.identity)
    assert () == await seen(supervisor, is_out)
    assert len(done.files) - 1 == len(verify(box.stick))  # SHA256SUMS holds the others
    away = box.stick.rename(box.folder / "pulled")
    await asyncio.sleep(3 * LOOK_EVERY_S)  # nothing tells of a look that sees no change
    away.rename(box.stick)
    assert [stick.identity] == [each.identity for each in await seen(supervisor, is_in)]


async def test_a_supervisor_that_is_away_lets_nothing_go(box: StickBox) -> None:
    """Then nobody is told to pull it out."""
    box.plugged = (
        Volume(
            identity="folder:stick",
            label="stick",
            mount_point=str(box.stick),
            filesystem="folder",
            free_bytes=1,
            total_bytes=2,
            writable=True,
            is_stand_in=True,
        ),
    )
    with pytest.raises(StickError, match="could not be let go"):
        await box.sticks.eject("stick")
    assert frozenset() == box.sticks.in_use()


@pytest.mark.parametrize("name", ["nowhere", "data", "."])
async def test_up_refuses_what_cannot_stand_in(tmp_path: Path, name: str) -> None:
    """Exit status 2 and what to do; nothing is started."""
    code, _, err = await tingxia(
        tmp_path, "up", "--stick", str(tmp_path / name), manners={Role.STATION: "refuse"}
    )
    assert 2 == code
    assert "stand in for a stick" in err
    assert "--stick" in err
    assert not (tmp_path / "data").exists()
