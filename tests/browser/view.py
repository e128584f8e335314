"""What is to be seen on the screen, and how one gets there."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from appliance.domain.stick_contents import StickContents
from appliance.station.face import Captions
from appliance.station.face_lock import LockState
from appliance.station.face_sticks import Ejected
from appliance.station.face_voice_activation import NOT_CHOSEN
from appliance.wire.capture import CaptureState, MicrophoneState
from tests.browser.person import Person
from tests.fakes.queued import full_stick
from tests.fakes.ready import READY
from tests.fakes.station import STICK, FakeStation

LONG_NAME = "一个名字很长很长的移动硬盘"


async def look(_person: Person) -> None:
    """Do nothing: the page is what is to be seen."""


def _rest(_station: FakeStation) -> None:
    """Let everything be as it is at rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page in one of its states."""

    name: str
    path: str
    shows: str
    """What is there when the page is built."""

    given: Callable[[FakeStation], None] = _rest
    steps: Callable[[Person], Awaitable[None]] = look


def lie(station: FakeStation, recording_id: str, *, trashed: str | None) -> None:
    """Put a recording into the trash since then, or take it out."""
    view = station.views[recording_id]
    station.views[recording_id] = replace(view, summary=replace(view.summary, trashed=trashed))


def at_rest(station: FakeStation) -> None:
    """Bring a station back to where every view begins."""
    station.inference, station.plugged, station.library_notice = READY, (), ""
    station.voice_activation, station.captions = NOT_CHOSEN, Captions()
    station.export_recipient = ""
    station.shelf.refusal, station.reminders.shown = None, None
    station.shelf.lines = ()
    for recording_id in station.views:
        lie(station, recording_id, trashed=None)
    gate, station.export_gate = station.export_gate, asyncio.Event()
    gate.set()  # an export of a page that is gone ends
    station.files.files, station.files.paused, station.files.held = (), False, ""
    station.sticks.unopened = ()
    station.sticks.found, station.sticks.ejected = StickContents(), Ejected(is_unmounted=True)
    station.lock.pin, station.lock.told = "", LockState()
    station.doctor.gate.set()
    station.hear(
        state=CaptureState.IDLE,
        recording_id=None,
        recorded_samples=0,
        microphone_state=MicrophoneState.LISTENING,
        disk_warning=False,
        virtual=False,
    )


class Arrival:
    """A stick that is plugged in while a page is open."""

    def given(self, station: FakeStation) -> None:
        """Have none in at first, and something of everything on the one to come."""
        self._station = station
        station.plugged, station.sticks.found = (), full_stick()
        station.hear(state=CaptureState.IDLE, recording_id=None, recorded_samples=0)

    async def steps(self, person: Person) -> None:
        """Plug it in and wait for its sheet."""
        self._station.plugged = (STICK,)
        self._station.changed()
        await person.page.wait_for_selector(".sheet:visible")


ARRIVAL = Arrival()


def taps(*msgids: str) -> Callable[[Person], Awaitable[None]]:
    """Return the steps of tapping what says these words; each opens a sheet or goes on in it."""

    async def steps(person: Person) -> None:
        for msgid in msgids:
            await person.tap(msgid)
            await person.page.wait_for_selector(".sheet:visible")

    return steps


def reach(*selectors: str) -> Callable[[Person], Awaitable[None]]:
    """Return the steps of tapping these, but for the last one, which is what then is there."""

    async def steps(person: Person) -> None:
        for selector in selectors[:-1]:
            await person.seen(selector).first.tap()
        await person.page.wait_for_selector(selectors[-1])

    return steps
