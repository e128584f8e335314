"""Tells on every page that a stick was plugged in, with the ways to what can be done with it."""

import asyncio
from collections.abc import Callable
from functools import partial

from nicegui import background_tasks, context

from appliance.domain.stick_contents import StickContents
from appliance.errors import ApplianceError
from appliance.station.face import Volume

from ..place import Place
from ..recording_control import Phase, phase_of
from ..visit import Visit
from ..wording import stick_name
from .message import Message
from .stick_sheet import StickSheet
from .stick_watch import LOOK_S

FOUND_S = 3.0
"""A stick on which there is more to look at is offered without what is on it."""

ANSWER_S = 1.0
"""A browser that takes longer is at something else."""

OFFER = "offer what a stick is for"
"""Name of the task."""

AT_REST = "!document.querySelector('[id^=q-portal--dialog], .field:focus')"
"""Whether no sheet is open and nobody types."""


class StickArrival:
    """A sheet where nobody is in the midst of something, else a message at the foot of the page.

    What a sheet would lie over are another sheet, a field that is typed in, the button that stops
    a recording, and what ``may_cover`` forbids. ``is_here`` on the page of sticks itself, which
    shows them anyway. What came between two pages is told by a message, and so is what a message
    told of before.
    """

    def __init__(self, visit: Visit, *, is_here: bool, may_cover: Callable[[], bool]) -> None:
        self._visit = visit
        self._is_here = is_here
        self._may_cover = may_cover
        self._client = context.client
        self._sheet = StickSheet(visit)
        self._is_built = False
        visit.watch(self._look, every_s=LOOK_S)
        self._is_built = True
        self._client.on_delete(visit.insertions.on_forget(self._look_again))

    def _look(self) -> None:
        visit, opened = self._visit, self._sheet.stick
        if opened is not None and self._is_in_the_way():
            self._sheet.close()
            self._say(opened)
        # What can still be undone, or waits to be read, is not pushed aside.
        if visit.station.snapshot().hardware is None or visit.toast.is_needed:
            return
        present = {each.identity: each for each in visit.station.sticks.volumes()}
        for identity in visit.insertions.fresh(present):
            if self._is_here:
                continue
            # Who has read of it is at something else by now: no sheet follows.
            is_new = self._is_built and not visit.insertions.was_said(identity)
            if is_new and self._is_free():
                offering = self._offer(present[identity])
                background_tasks.create(offering, name=OFFER)
            else:
                self._say(present[identity])

    def _look_again(self) -> None:
        """Tell of what the page that was to do so could not, unless nobody sees this one either."""
        if self._client.has_socket_connection:
            with self._client:
                self._look()

    async def _offer(self, stick: Volume) -> None:
        """Look at all first: a sheet that grows would move under a finger."""
        visit = self._visit
        looking = background_tasks.create(self._contents(stick), name="look at a stick")
        asking = background_tasks.create(self._is_library_empty(), name="ask for recordings")
        _done, late = await asyncio.wait({looking, asking}, timeout=FOUND_S)
        for one in late:
            one.cancel()  # not waited for: a stick that hangs lets nobody go for half a minute
        found = StickContents() if looking in late else looking.result()
        is_library_empty = asking not in late and asking.result()
        is_at_rest = await self._is_at_rest()
        if visit.is_over or not self._client.has_socket_connection:
            # Left; that is known seconds before it is over, for the browser might come back.
            visit.insertions.forget(stick.identity)
        elif is_at_rest and self._is_free() and self._sheet.stick is None:
            self._sheet.open(stick, found, is_library_empty=is_library_empty)
        else:
            self._say(stick)

    async def _contents(self, stick: Volume) -> StickContents:
        try:
            return await self._visit.station.sticks.contents(stick.identity)
        except ApplianceError:
            return StickContents()  # the page of sticks looks again, and says why

    async def _is_library_empty(self) -> bool:
        try:
            return not await self._visit.station.recordings(limit=1)
        except ApplianceError:
            return False

    async def _is_at_rest(self) -> bool:
        try:
            # Its own time does not count while it waits for a browser that has gone away.
            async with asyncio.timeout(ANSWER_S):
                return bool(await self._client.run_javascript(AT_REST, timeout=ANSWER_S))
        except TimeoutError:
            return False

    def _is_free(self) -> bool:
        """Whether no recording runs that somebody may want to stop, and the page may be covered."""
        snapshot = self._visit.station.snapshot()
        is_idle = phase_of(snapshot) is Phase.IDLE
        return is_idle and not snapshot.capture_is_late and self._may_cover()

    def _is_in_the_way(self) -> bool:
        """Whether an open sheet lies over what is needed: a recorder that is late needs nothing."""
        phase = phase_of(self._visit.station.snapshot())
        return phase not in {Phase.IDLE, Phase.AWAY} or not self._may_cover()

    def _say(self, stick: Volume) -> None:
        _ = self._visit.language
        words = _("Stick {label} is plugged in.", label=stick_name(stick, _))
        shown = self._visit.toast.lead(words, Place.STICK, _("Open"))
        self._client.on_delete(partial(self._hand_on, stick, shown))

    def _hand_on(self, stick: Volume, shown: Message) -> None:
        """Have another page say it, if this one goes while its message is there."""
        if not self._visit.toast.is_over(shown):
            self._visit.insertions.say_again(stick.identity)
