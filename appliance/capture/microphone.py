"""What is known about the microphone at the moment."""

from typing import Final

from appliance.capture.events import MicrophoneLost, MicrophoneMissing, MicrophoneOpened
from appliance.capture.sources import Heard, SourceInfo
from appliance.domain.level import LevelMeter
from appliance.wire.capture import MicrophoneState

SILENT_ALARM_S: Final = 5.0


class Microphone:
    """State, level and troubles, from what the listener reports."""

    def __init__(self) -> None:
        self.state = MicrophoneState.OPENING
        self.info: SourceInfo | None = None
        self.meter = LevelMeter()
        self.overflow_count = 0
        self._problem = ""

    @property
    def name(self) -> str:
        """The name a person knows it by; empty if none was ever there."""
        return self.info.name if self.info else ""

    @property
    def problem(self) -> str:
        """Why nothing is heard, with the next step; empty if all is well."""
        if (
            self.state is MicrophoneState.LISTENING
            and self.info is not None
            and not self.info.is_virtual
            and self.meter.silent_s >= SILENT_ALARM_S
        ):
            return f"{self.name} delivers only silence. Check its mute switch and its level."
        return self._problem

    def opened(self, event: MicrophoneOpened) -> None:
        """Note that pieces come now."""
        self.state = MicrophoneState.LISTENING
        self.info = event.info
        self._problem = ""

    def lost(self, event: MicrophoneLost) -> None:
        """Note that it is gone."""
        self.state = MicrophoneState.LOST
        self._problem = event.problem
        self.meter.forget()

    def missing(self, event: MicrophoneMissing) -> None:
        """Note that none could be opened."""
        if self.state is not MicrophoneState.LOST:
            self.state = MicrophoneState.ABSENT
        self._problem = event.problem

    def heard(self, heard: Heard) -> int:
        """Measure a piece; returns how many of its samples are clipped."""
        self.overflow_count += heard.overflowed
        return self.meter.feed(heard.pcm)
