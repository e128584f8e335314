"""What may be told of recordings that begin by themselves: a part of face.Snapshot."""

from dataclasses import dataclass
from typing import Final

from appliance.domain.voice_activation import REST_S, VoiceActivationState
from appliance.errors import ApplianceError

__all__ = ["NOT_CHOSEN", "REST_S", "VoiceActivationState", "VoiceActivationView"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceActivationView:
    """What holds now."""

    state: VoiceActivationState = VoiceActivationState.OFF
    end_after_s: float = 0.0
    """After so long without speech a recording ends that began by itself."""

    preroll_buffer_s: float = 0.0
    """So much of what was heard last is in memory while nothing is recorded."""

    refusal: ApplianceError | None = None
    """Why none began though somebody speaks."""


NOT_CHOSEN: Final = VoiceActivationView()
"""As it is on a new box."""
