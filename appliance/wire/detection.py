"""Asking inference where there is speech in audio, without any text."""

from typing import Annotated

from pydantic import Field

from appliance.wire.codec import Message


class StartDetection(Message, event="start-detection"):
    """Begin; answered with VoiceHeard, or an error if there is no voice detector yet.

    SessionAudio follows, piece after piece, each answered with VoiceHeard. Closing the connection
    ends it.
    """

    first_sample: int = 0
    """Position of the first sample that will be sent."""


class VoiceHeard(Message, event="voice-heard"):
    """What the detector in use says about the frames that became whole; they follow each other."""

    first_sample: int
    """Of the first of these frames."""

    frame_samples: int
    """Length of each; 0 if none became whole."""

    probabilities: tuple[Annotated[int, Field(ge=0, le=255)], ...] = ()
    """Of speech, for each frame; 255 is certain."""

    levels_dbfs: tuple[int, ...] = ()
    """RMS of each frame; -120 is digital silence."""
