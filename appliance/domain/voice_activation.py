"""When a box that listens begins a recording by itself, and when it ends that again.

Pure: told what is heard and what is recorded, it says what is to be done. All times are lengths of
audio that was heard, so it owns no clock, and while nothing is heard nothing passes.
"""

from enum import StrEnum
from typing import Final

TALK_S: Final = 2.0
"""So much voice, without long pauses in it, begins a recording: a sentence, and no cough."""

WORD_S: Final = 0.5
"""So much breaks a silence: what goes on is not to be ended, and what was ended not begun again."""

DRAIN: Final = 0.5
"""A pause takes this share of its length off the voice before it."""

LONGEST_S: Final = 8.0
"""Voice that is spread over a longer time is no talk."""

MARGIN_S: Final = 3.0
"""Kept from before the first voice: soft first words, and the end of what was just turned down."""

PREROLL_BUFFER_S: Final = 15.0
"""What capture holds in memory: talk of LONGEST_S, its margin, and some time to look twice."""

REST_S: Final = 30.0
"""After a stop nothing begins before it was quiet for so long: people talk on their way out."""

RETRY_S: Final = 60.0
"""After a refusal it is tried again so much later, not with each word."""


class VoiceActivationState(StrEnum):
    """What the box does by itself."""

    OFF = "off"
    """Nobody chose it: nothing is listened to."""

    DEAF = "deaf"
    """It was chosen, but nothing is heard at the moment."""

    LISTENING = "listening"
    """A recording begins when somebody speaks."""

    RESTING = "resting"
    """It listens; after a stop it has to be quiet for a while first."""

    STANDING_BY = "standing-by"
    """Somebody records; it does not listen."""

    RECORDING = "recording"
    """The recording began by speech, and ends by itself when nobody speaks any more."""

    KEPT = "kept"
    """It began by speech; since then somebody wants it to go on until somebody stops it."""


class TalkFinder:
    """Tells talk from single sounds, in frames with and without voice."""

    def __init__(self) -> None:
        self._voice_s = self._age_s = 0.0

    def feed(self, seconds: float, *, is_voice: bool, enough_s: float) -> float | None:
        """Take a frame. Once the voice is enough, return how long ago it began, and begin anew."""
        self._voice_s += seconds if is_voice else -DRAIN * seconds
        self._age_s += seconds
        if self._voice_s <= 0.0 or self._age_s > LONGEST_S:
            self.forget()
        elif self._voice_s >= enough_s:
            age_s = self._age_s
            self.forget()
            return age_s
        return None

    def forget(self) -> None:
        """Begin anew."""
        self._voice_s = self._age_s = 0.0


class Deed(StrEnum):
    """What is to be done now."""

    BEGIN = "begin"
    END = "end"


class VoiceActivation:
    """Ends only what it began, and that only as long as nobody has laid hands on it."""

    def __init__(self, begun_id: str | None = None, *, is_kept: bool = False) -> None:
        """``begun_id`` is what it began in an earlier life."""
        self.begun_id = begun_id
        """The recording that it began, as long as that runs."""

        self.is_kept = is_kept
        """Somebody wants that recording to go on until somebody stops it."""

        self.quiet_s = 0.0
        """For so long nobody has spoken."""

        self.needs_quiet = False
        """A recording was ended by somebody; until it was quiet nothing begins."""

        self._running_id: str | None = None
        self._is_beginning = False
        self._ending_id: str | None = None
        self._retry_s = 0.0

    @property
    def may_begin(self) -> bool:
        """Whether talk begins a recording."""
        return self._running_id is None and not (self._is_beginning or self.needs_quiet)

    @property
    def may_end(self) -> bool:
        """Whether silence ends the recording that runs."""
        is_own = self.begun_id is not None and self.begun_id == self._running_id
        return is_own and not self.is_kept

    @property
    def enough_s(self) -> float:
        """So much voice counts as speech now."""
        return TALK_S if self.may_begin else WORD_S

    def observe(self, running_id: str | None) -> None:
        """See what is recorded now, paused or not."""
        if self._is_beginning and running_id is None:
            return  # it is not shown yet
        ended_id, self._running_id = self._running_id, running_id
        if ended_id not in {None, running_id} and ended_id != self._ending_id:
            self.needs_quiet, self.quiet_s = True, 0.0
        if running_id != self.begun_id:
            self.begun_id, self.is_kept = None, False

    def keep(self) -> None:
        """Leave the end of the recording that runs to whoever has laid hands on it."""
        self.is_kept = self.begun_id is not None

    def hear(self, seconds: float, *, is_speech: bool, end_after_s: float) -> Deed | None:
        """Take what was heard, with whether it ended with speech; returns what is to be done."""
        self.quiet_s = 0.0 if is_speech else self.quiet_s + seconds
        self._retry_s = max(0.0, self._retry_s - seconds)
        if self.quiet_s >= REST_S:
            self.needs_quiet = False
        if self._retry_s:
            return None
        if is_speech and self.may_begin:
            return Deed.BEGIN
        if self.may_end and self.quiet_s >= end_after_s:
            self._ending_id = self._running_id
            return Deed.END
        return None

    def begin(self, recording_id: str) -> None:
        """Expect a recording of this name to begin."""
        self.begun_id, self.is_kept, self._is_beginning = recording_id, False, True

    def began(self) -> None:
        """Know that it has begun."""
        self._is_beginning = False

    def refused(self) -> None:
        """Know that what was to be done could not be done."""
        if self._is_beginning:
            self.begun_id, self._is_beginning = None, False
        self._ending_id, self._retry_s = None, RETRY_S
