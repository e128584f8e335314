"""What a recogniser tells that is ready to work."""

from appliance.wire.inference import InferenceStatus, ModelState

READY = InferenceStatus(
    state=ModelState.READY,
    engine="whisper",
    model="base",
    device="cpu",
    languages=("en", "ja", "ko", "yue", "zh"),
    detects_language=True,
)
