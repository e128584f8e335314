"""A box that listens, and a recording that began by itself."""

from appliance.domain.voice_activation import VoiceActivationState
from appliance.errors import ApplianceError
from appliance.station.face_voice_activation import VoiceActivationView
from appliance.wire.capture import CaptureState
from tests.browser.view import View
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"
FULL = ApplianceError(
    "The disk has room for {recordable_s} s of audio ({free_mb} MB are free).",
    hint="Export recordings to a stick and delete them here, then start again.",
    recordable_s=12,
    free_mb=70,
)


def _be(
    station: FakeStation, state: VoiceActivationState, refusal: ApplianceError | None = None
) -> None:
    station.voice_activation = VoiceActivationView(
        state=state, end_after_s=300, preroll_buffer_s=15, refusal=refusal
    )


def listen(station: FakeStation) -> None:
    """Wait for speech."""
    _be(station, VoiceActivationState.LISTENING)


def _rest(station: FakeStation) -> None:
    _be(station, VoiceActivationState.RESTING)


def _be_refused(station: FakeStation) -> None:
    _be(station, VoiceActivationState.LISTENING, FULL)


def _record(station: FakeStation) -> None:
    _be(station, VoiceActivationState.RECORDING)
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000 * 754)


VOICES = (
    View(name="listening", path="/", shows=".notice", given=listen),
    View(name="waiting for quiet", path="/", shows=".notice", given=_rest),
    View(name="speech not recorded", path="/", shows=".notice.alarm", given=_be_refused),
    View(name="begun by speech", path="/", shows=".notice", given=_record),
)
