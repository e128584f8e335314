"""The words to type Chinese from are made while the box is at rest, before somebody types.

They are made once after an installation (appliance.pinyin.desk), and that takes a core for a while.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final, Protocol

from appliance.errors import ApplianceError
from appliance.station.face import Station
from appliance.wire.capture import CaptureState

log = logging.getLogger(__name__)

REST_S: Final = 60.0
"""So long nothing was recorded: the model is loaded by then, and nobody is about to begin."""


class Desk(Protocol):
    """As much of appliance.pinyin.PinyinDesk as matters here."""

    async def candidates(self, typed: str) -> Sequence[object]:
        """Make the words, if there are none; a making that is cancelled ends."""
        ...


async def make_ready(desk: Desk, station: Station, *, rest_s: float = REST_S) -> None:
    """Return when they are there or cannot be made; a recording that begins comes first."""
    rest = asyncio.Event()
    making: asyncio.Task[None] | None = None

    def look() -> None:
        capture = station.snapshot().capture
        if capture is not None and capture.state is CaptureState.IDLE:
            rest.set()
            return
        rest.clear()
        if making is not None:
            making.cancel()

    unsubscribe = station.on_change(look)
    look()
    try:
        while making is None or making.cancelled():
            await rest.wait()
            async with asyncio.TaskGroup() as group:
                making = group.create_task(_make(desk, rest_s))
    finally:
        unsubscribe()


async def _make(desk: Desk, rest_s: float) -> None:
    await asyncio.sleep(rest_s)
    try:
        await desk.candidates("")
    except ApplianceError as error:
        log.warning("%s → %s", error, error.hint, extra={"event": "pinyin-not-ready"})
    except Exception:  # whoever types is told by the keys; it must not end the station
        log.exception("the words to type from cannot be made", extra={"event": "pinyin-not-ready"})
