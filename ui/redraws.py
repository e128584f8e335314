"""What of a page is drawn when the station changes: one subscription, nothing drawn too often."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from nicegui import Client, context, ui
from nicegui.slot import Slot

from appliance.station.face import Station

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Redraw:
    draw: Callable[[], None]
    every_s: float
    slot: Slot
    parent: ui.element
    """Whose slot it is; with it ends the drawing."""

    next_at_s: float = 0.0
    """Not before then, on the clock of the event loop."""

    is_stale: bool = False


class Redraws:
    """Wakes only when something changed; a page on which nothing moves costs nothing.

    It listens while a browser is connected, and draws everything anew when one comes back.
    """

    def __init__(self, station: Station, client: Client) -> None:
        self._station = station
        self._client = client
        self._redraws: list[_Redraw] = []
        self._unsubscribe: Callable[[], None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        client.on_connect(self._connected)
        client.on_disconnect(self._disconnected)
        client.on_delete(self._disconnected)

    def add(self, draw: Callable[[], None], *, every_s: float) -> None:
        """Call ``draw`` now, then soon after changes, at most once in ``every_s``.

        It draws where it was added: what it builds is put there. It ends when that is deleted.
        """
        slot = context.slot
        self._redraws.append(_Redraw(draw=draw, every_s=every_s, slot=slot, parent=slot.parent))
        draw()

    def _connected(self) -> None:
        self._disconnected()
        self._unsubscribe = self._station.on_change(self._changed)
        self._changed()

    def _disconnected(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _changed(self) -> None:
        self._redraws = [each for each in self._redraws if not each.parent.is_deleted]
        for redraw in self._redraws:
            redraw.is_stale = True
        self._draw()

    def _draw(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._client.is_deleted:
            return
        loop = asyncio.get_running_loop()
        now_s = loop.time()
        for redraw in self._redraws:
            if redraw.parent.is_deleted:
                redraw.is_stale = False
            elif redraw.is_stale and redraw.next_at_s <= now_s:
                redraw.is_stale, redraw.next_at_s = False, now_s + redraw.every_s
                try:
                    with redraw.slot:
                        redraw.draw()
                except Exception:
                    log.exception("a page cannot be drawn", extra={"event": "redraw-failed"})
        due_s = [redraw.next_at_s for redraw in self._redraws if redraw.is_stale]
        if due_s and self._unsubscribe is not None:
            self._timer = loop.call_at(min(due_s), self._draw)
