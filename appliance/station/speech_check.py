"""A second, exact look at what the cheap detector took for voice: by the recogniser's own one."""

import asyncio
import logging
from pathlib import Path
from typing import Final

from appliance.domain.audio import SAMPLE_WIDTH_BYTES, to_samples
from appliance.domain.feed_plan import CHUNK_SAMPLES
from appliance.domain.voice_trace import CERTAIN
from appliance.wire import RemoteError, WireError, connect
from appliance.wire.detection import StartDetection, VoiceHeard
from appliance.wire.inference import SessionAudio

log = logging.getLogger(__name__)

TIMEOUT_S: Final = 3.0
"""Some seconds are heard in a tenth of one; nobody's first word waits longer for it."""


async def hears_speech(
    inference_socket: Path, pcm: bytes, *, threshold: float, least_s: float
) -> bool:
    """Return whether at least so much of it is speech; True as well if nobody can tell."""
    try:
        async with asyncio.timeout(TIMEOUT_S), connect(inference_socket) as connection:
            await connection.request(StartDetection(), VoiceHeard)
            found = 0
            step = CHUNK_SAMPLES * SAMPLE_WIDTH_BYTES
            for place in range(0, len(pcm), step):
                piece = SessionAudio(
                    first_sample=place // SAMPLE_WIDTH_BYTES, audio=pcm[place : place + step]
                )
                heard = await connection.request(piece, VoiceHeard)
                found += heard.frame_samples * sum(
                    probability >= threshold * CERTAIN for probability in heard.probabilities
                )
            return found >= to_samples(least_s)
    except (WireError, RemoteError, TimeoutError) as error:
        log.info("no second look: %s", error, extra={"event": "speech-not-checked"})
        return True
