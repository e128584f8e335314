"""A connection on which audio is heard for speech, and nothing else."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from wyoming.event import Event

from appliance.domain.vad import VoiceFrame
from appliance.domain.voice_trace import CERTAIN
from appliance.inference.errors import InferenceError
from appliance.inference.recogniser import Recogniser
from appliance.wire import Message
from appliance.wire.detection import StartDetection, VoiceHeard
from appliance.wire.inference import SessionAudio


async def detect(
    recogniser: Recogniser,
    start: StartDetection,
    messages: AsyncIterator[Message | Event],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Answer every piece of audio until the connection ends. Raises InferenceError."""
    recogniser.require_ready(None)
    detector = recogniser.new_detector(start.first_sample)
    due = start.first_sample
    await send(VoiceHeard(first_sample=due, frame_samples=0))
    async for message in messages:
        if not isinstance(message, SessionAudio) or message.first_sample != due:
            raise InferenceError(
                "Where speech is looked for, audio follows from sample {due} on.",
                hint="Begin again.",
                due=due,
            )
        due += len(message.audio) // 2
        await send(_heard(due, await recogniser.detect(detector, message.audio)))


def _heard(position: int, frames: Sequence[VoiceFrame]) -> VoiceHeard:
    if not frames:
        return VoiceHeard(first_sample=position, frame_samples=0)
    return VoiceHeard(
        first_sample=frames[0].first_sample,
        frame_samples=frames[0].sample_count,
        probabilities=tuple(round(CERTAIN * frame.probability) for frame in frames),
        levels_dbfs=tuple(round(frame.level_dbfs) for frame in frames),
    )
