"""What the screen says about recordings that begin by themselves."""

import pytest

from appliance.domain.voice_activation import VoiceActivationState
from appliance.errors import ApplianceError
from appliance.station.face import Snapshot
from appliance.station.face_voice_activation import VoiceActivationView
from ui.i18n import Languages
from ui.notices import notices

STARTS = {
    VoiceActivationState.LISTENING: (
        "This box listens: a recording begins by itself when somebody speaks.",
        "Until then only the last 15 s stay in memory",
    ),
    VoiceActivationState.RESTING: ("This box listens, and waits", "After 30 s without a word"),
    VoiceActivationState.RECORDING: (
        "This recording began by itself, because somebody spoke.",
        "It ends by itself after 5 min without speech.",
    ),
    VoiceActivationState.KEPT: (
        "This recording began by itself, because somebody spoke.",
        "It goes on until somebody stops it.",
    ),
}


def said(state: VoiceActivationState, refusal: ApplianceError | None = None) -> list[str]:
    """Return what is said, in English; nothing else is the matter but that there is no recorder."""
    view = VoiceActivationView(state=state, end_after_s=300, preroll_buffer_s=15, refusal=refusal)
    found = notices(Snapshot(voice_activation=view), Languages("en").choose(None))
    return [f"{notice.what} {notice.next_step}" for notice in found[1:]]


@pytest.mark.parametrize("state", VoiceActivationState)
def test_who_walks_in_sees_that_the_box_listens(state: VoiceActivationState) -> None:
    """And that a recording began by itself; a box that does neither says nothing."""
    found = [words for words in said(state) if "listens" in words or "by itself" in words]
    assert (state in STARTS) == bool(found)
    for words in STARTS.get(state, ()):
        assert words in found[0]


def test_why_nothing_begins_is_an_alarm_with_the_next_step() -> None:
    """It is told beside that the box listens."""
    refusal = ApplianceError("The disk is full.", hint="Make room.")
    words = said(VoiceActivationState.LISTENING, refusal)
    assert any("no recording begins: The disk is full. Make room." in each for each in words)
    assert any("This box listens" in each for each in words)
