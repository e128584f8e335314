"""Recordings that an export asks for when it is their turn."""

import asyncio
from pathlib import Path

import pytest

from appliance.export import ExportError, ExportItem, export, exporting
from tests.fakes.speech import data_folder


async def test_a_text_that_does_not_come_is_not_blamed_on_the_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody pulls a good stick out and tries another one; what was asked for is given up."""
    monkeypatch.setattr(exporting, "LOAD_TIMEOUT_S", 0.01)
    paths = data_folder(tmp_path)
    target = tmp_path / "stick"
    target.mkdir()
    given_up = asyncio.Event()

    async def never() -> ExportItem:
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()
        raise AssertionError

    with pytest.raises(ExportError, match="did not come within") as failed:
        async for _ in export([never], target, receipts=paths.receipts):
            pass

    assert "very busy" in failed.value.hint
    async with asyncio.timeout(10):
        await given_up.wait()
