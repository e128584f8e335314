"""The queue between the listener and the recorder: audio is bounded, nothing else is dropped."""

import threading
from collections import deque

from appliance.capture.events import AudioDropped, Event
from appliance.capture.sources import Heard
from appliance.domain.audio import SAMPLE_WIDTH_BYTES


class Inbox:
    """Filled by any thread, emptied by one."""

    def __init__(self, *, limit_samples: int) -> None:
        self._limit_samples = limit_samples
        self._events: deque[Event] = deque()
        self._audio_samples = 0
        self._dropped_samples = 0
        self._filled = threading.Condition()

    def put(self, event: Event) -> None:
        """Add what must not be dropped."""
        with self._filled:
            self._tell_dropped()
            self._events.append(event)
            self._filled.notify()

    def put_audio(self, heard: Heard) -> bool:
        """Add audio; False if it had to be dropped, which is told when there is room again."""
        samples = len(heard.pcm) // SAMPLE_WIDTH_BYTES
        with self._filled:
            if self._audio_samples + samples > self._limit_samples:
                self._dropped_samples += samples
                return False
            self._tell_dropped()
            self._events.append(heard)
            self._audio_samples += samples
            self._filled.notify()
            return True

    def get(self, timeout_s: float) -> Event | None:
        """Take the oldest event, or None if none comes in time."""
        with self._filled:
            if not self._filled.wait_for(lambda: self._events, timeout=timeout_s):
                return None
            event = self._events.popleft()
            if isinstance(event, Heard):
                self._audio_samples -= len(event.pcm) // SAMPLE_WIDTH_BYTES
            return event

    def _tell_dropped(self) -> None:
        if self._dropped_samples:
            self._events.append(AudioDropped(samples=self._dropped_samples))
            self._dropped_samples = 0
