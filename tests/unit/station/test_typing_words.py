"""When the words to type from are made."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from appliance.pinyin import TableError
from appliance.station import typing_words
from appliance.station.typing_words import make_ready
from appliance.wire.capture import CaptureState
from tests.fakes.station import FakeStation


class FakeDesk:
    """Makes the words when the test lets it."""

    def __init__(self) -> None:
        self.begun = 0
        self.gate = asyncio.Event()
        self.fault: Exception | None = None

    async def candidates(self, typed: str) -> list[object]:
        """Be made, or wait."""
        assert "" == typed
        self.begun += 1
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        return []


@pytest.fixture
def station() -> FakeStation:
    """Return a station at rest."""
    return FakeStation()


@pytest.fixture
def desk() -> FakeDesk:
    """Return one whose words are not made yet."""
    return FakeDesk()


@asynccontextmanager
async def making(desk: FakeDesk, station: FakeStation) -> AsyncIterator[None]:
    """Have them made beside the block; at its end that is over and nobody listens any more."""
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(make_ready(desk, station, rest_s=0.0))
        await settled()
        yield
    assert {} == station.listeners


async def settled() -> None:
    """Let all go on that can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_box_at_rest_makes_them_once(desk: FakeDesk, station: FakeStation) -> None:
    """Whatever else changes meanwhile."""
    async with making(desk, station):
        station.hear(level_dbfs=-20.0)
        await settled()
        desk.gate.set()
    assert 1 == desk.begun


async def test_a_recording_comes_first(desk: FakeDesk, station: FakeStation) -> None:
    """One that runs is waited for; one that begins ends the making."""
    station.hear(state=CaptureState.RECORDING)
    async with making(desk, station):
        assert 0 == desk.begun
        station.hear(state=CaptureState.IDLE)
        await settled()
        assert 1 == desk.begun
        station.hear(state=CaptureState.RECORDING)
        desk.gate.set()
        await settled()
        station.hear(state=CaptureState.PAUSED)
        await settled()
        assert 1 == desk.begun
        station.hear(state=CaptureState.IDLE)
    assert 2 == desk.begun


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (TableError("The disk is full.", hint="Make room."), "The disk is full. → Make room."),
        (ValueError("a fault of the program"), "the words to type from cannot be made"),
    ],
)
async def test_words_that_cannot_be_made_end_nothing(
    desk: FakeDesk,
    station: FakeStation,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
    told: str,
) -> None:
    """The next key asks again, and says why."""
    desk.fault = fault
    desk.gate.set()
    async with making(desk, station):
        pass
    own = [each for each in caplog.records if each.name == typing_words.__name__]
    assert [told] == [each.getMessage() for each in own]
