"""Listens to the microphone, notices when it is gone, and finds it again."""

import logging
import threading
import time
from typing import Final

from appliance.capture.events import MicrophoneLost, MicrophoneMissing, MicrophoneOpened
from appliance.capture.inbox import Inbox
from appliance.capture.sources import (
    Cue,
    Opener,
    Source,
    SourceLostError,
    SourceUnavailableError,
)
from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.domain.gap import GapCause

log = logging.getLogger(__name__)

RETRY_S: Final = 2.0
_POLL_S: Final = 0.25


class Listener:
    """Owns the source, on a thread of its own: opening and closing devices may take long."""

    def __init__(self, opener: Opener, inbox: Inbox, *, stall_s: float) -> None:
        self.frames_read = 0
        """Samples handed on since the process started."""

        self.attempts = 0
        """How often one was looked for or asked in vain: progress too, when nothing is heard."""

        self._opener = opener
        self._inbox = inbox
        self._stall_s = stall_s
        self._source: Source | None = None
        self._cue: Cue | None = None
        self._cueing = threading.RLock()
        self._ended = threading.Event()
        self._nudged = threading.Event()

    @property
    def progress(self) -> int:
        """Grows as long as this thread does its work."""
        return self.frames_read + self.attempts

    def cue(self, cue: Cue | None) -> None:
        """Tell simulated microphones that a recording began or ended; any thread."""
        with self._cueing:
            self._cue = cue
            if self._source is not None:
                self._source.cue(cue)

    def nudge(self) -> None:
        """Look for the microphone now: sound devices came or went; any thread."""
        self._nudged.set()

    def end(self) -> None:
        """Stop listening soon; any thread."""
        self._ended.set()
        self._nudged.set()

    def work(self) -> None:
        """Listen until the end."""
        while not self._ended.is_set():
            self._nudged.clear()
            self.attempts += 1
            try:
                source = self._opener.open()
            except SourceUnavailableError as problem:
                self._inbox.put(MicrophoneMissing(problem=str(problem)))
                self._nudged.wait(RETRY_S)
            else:
                self._listen(source)

    def _listen(self, source: Source) -> None:
        with self._cueing:  # else a recording that begins right now would be missed
            self._source = source
            source.cue(self._cue)
        log.info(
            "listening to %s",
            source.info.name,
            extra={"event": "microphone-opened", "rate_hz": source.info.native_rate_hz},
        )
        self._inbox.put(MicrophoneOpened(info=source.info))
        lost = self._hand_on(source)
        with self._cueing:
            self._source = None
        if lost is not None:
            # Told before the device is closed: with some drivers closing hangs.
            self._inbox.put(lost)
            log.warning("%s", lost.problem, extra={"event": "microphone-lost", "cause": lost.cause})
        source.close()

    def _hand_on(self, source: Source) -> MicrophoneLost | None:
        last_ns = time.monotonic_ns()
        while not self._ended.is_set():
            try:
                heard = source.read(_POLL_S)
            except SourceLostError as error:
                return self._lost(source, GapCause.MICROPHONE_LOST, last_ns, str(error))
            if heard is not None:
                last_ns = heard.at_ns
                if self._inbox.put_audio(heard):
                    self.frames_read += len(heard.pcm) // SAMPLE_WIDTH_BYTES
                continue
            self.attempts += 1
            if time.monotonic_ns() - last_ns > self._stall_s * 1e9:
                text = f"{source.info.name} delivers nothing."
                return self._lost(source, GapCause.MICROPHONE_STALLED, last_ns, text)
        return None

    @staticmethod
    def _lost(source: Source, cause: GapCause, since_ns: int, text: str) -> MicrophoneLost:
        problem = f"{text} Check the plug of {source.info.name}; it is used again once it is back."
        return MicrophoneLost(cause=cause, since_ns=since_ns, problem=problem)
