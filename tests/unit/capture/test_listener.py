"""The thread that listens, with sources made by hand."""

import time

from appliance.capture.inbox import Inbox
from appliance.capture.listener import Listener
from appliance.capture.sources import Cue, Heard, Source, SourceInfo

CUE = Cue(began_ns=1, is_fresh=True)


class Scripted:
    """Opener and source at once; hears nothing, and ends the listener after some reads."""

    def __init__(self, *, reads: int = 0) -> None:
        self.info = SourceInfo(name="Scripted", identity="", native_rate_hz=16_000, is_virtual=True)
        self.listener: Listener | None = None
        self.heard_cues: list[Cue | None] = []
        self.begins_while_opening = False
        self._reads = reads

    def open(self) -> Source:
        """Open it."""
        return self

    def read(self, timeout_s: float) -> Heard | None:
        """Deliver nothing."""
        del timeout_s
        assert self.listener is not None
        self._reads -= 1
        if self._reads <= 0:
            self.listener.end()
        return None

    def cue(self, cue: Cue | None) -> None:
        """Keep it; perhaps a recording begins in this very moment."""
        self.heard_cues.append(cue)
        if self.begins_while_opening and cue is None:
            assert self.listener is not None
            self.listener.cue(CUE)

    def close(self) -> None:
        """Do nothing."""


def listener_to(source: Scripted, *, stall_s: float) -> Listener:
    """Return a listener whose source can end it."""
    listener = Listener(source, Inbox(limit_samples=16_000), stall_s=stall_s)
    source.listener = listener
    return listener


def test_a_recording_that_begins_while_the_microphone_opens_is_not_missed() -> None:
    """A simulated room speaks although its cue came between the opening and the first read."""
    source = Scripted()
    source.begins_while_opening = True
    listener_to(source, stall_s=1.0).work()
    assert source.heard_cues[-1] is CUE


def test_waiting_for_a_silent_microphone_is_progress() -> None:
    """However long a stall may last, the supervisor sees that somebody listens."""
    source = Scripted(reads=5)
    listener = listener_to(source, stall_s=30.0)
    began_s = time.monotonic()
    listener.work()
    assert time.monotonic() - began_s < 5
    assert listener.progress >= 5
    assert listener.frames_read == 0
