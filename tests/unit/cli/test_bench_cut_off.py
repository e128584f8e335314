"""A bench that is told to end before it is done."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.cli.bench.group import _run
from appliance.diagnostics.measured import MeasuredRun, Part


@pytest.fixture(params=[signal.SIGTERM, signal.SIGHUP])
def order(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    """An order that nobody has ignored, as nohup does."""
    order: signal.Signals = request.param
    inherited = signal.signal(order, signal.SIG_DFL)
    yield order
    signal.signal(order, inherited)


def test_what_is_done_is_saved_and_the_rest_is_left_in_order(
    order: signal.Signals, tmp_path: Path
) -> None:
    """An order to end comes to every ``finally``; the status is that of a signal."""
    cleared: list[bool] = []

    async def two(_settings: Any) -> AsyncIterator[Part]:
        try:
            yield Part(name="first", title="First")
            signal.raise_signal(order)
            yield await _never()
        finally:
            cleared.append(True)

    with pytest.raises(SystemExit) as left:
        _run(two, {}, save=tmp_path / "run.json", against=None, as_json=True)
    assert (128 + order, [True]) == (left.value.code, cleared)
    assert ["first"] == [part.name for part in MeasuredRun.load(tmp_path / "run.json").parts]


async def _never() -> Part:
    await asyncio.Event().wait()
    raise AssertionError
