"""Whether recordings begin by themselves, in words."""

from appliance.domain.voice_activation import REST_S, VoiceActivationState
from appliance.wire.voice_activation import VoiceActivationShown

_WORDS = {
    VoiceActivationState.OFF: "off: recordings begin when somebody starts them",
    VoiceActivationState.DEAF: "on, but nothing is heard at the moment",
    VoiceActivationState.LISTENING: "listens: a recording begins by itself when somebody speaks",
    VoiceActivationState.RESTING: (
        f"listens: once nobody has spoken for {REST_S:.0f} s, the next speech is recorded"
    ),
    VoiceActivationState.STANDING_BY: (
        "on; {recording_id} was begun by somebody and goes on until somebody stops it"
    ),
    VoiceActivationState.RECORDING: (
        "{recording_id} began by itself, and ends after {minutes:.0f} min without speech"
    ),
    VoiceActivationState.KEPT: (
        "{recording_id} began by itself, and goes on until somebody stops it"
    ),
}


def voice_words(told: VoiceActivationShown | None) -> str:
    """Return what holds now, with what stands against it."""
    if told is None:
        return "the station does not answer"
    words = _WORDS[told.state].format(recording_id=told.recording_id, minutes=told.end_after_s / 60)
    if not told.refusal:
        return words
    return f"{words}. Somebody speaks, but no recording begins: {told.refusal} {told.hint}"
