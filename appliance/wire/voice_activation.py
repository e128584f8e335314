"""What the command line asks about recordings that begin by themselves."""

from appliance.domain.voice_activation import VoiceActivationState
from appliance.wire.codec import Message


class GetVoiceActivation(Message, event="get-voice-activation"):
    """Ask for VoiceActivationShown."""


class VoiceActivationShown(Message, event="voice-activation-shown"):
    """Whether recordings begin by themselves, and what is recorded."""

    state: VoiceActivationState
    recording_id: str = ""
    """The recording that runs; empty if none does."""

    end_after_s: float
    """After so long without speech a recording ends that began by itself."""

    refusal: str = ""
    """Why none began though somebody speaks."""

    hint: str = ""
    """What to do about that."""
