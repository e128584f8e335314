"""microphone.sock: a standard Wyoming microphone; connect and read audio."""

import asyncio
from importlib.metadata import version

from wyoming.audio import AudioChunk, AudioFormat, AudioStart
from wyoming.event import Event
from wyoming.info import Attribution, Describe, Info, MicProgram

from appliance.capture.hub import Ear, Hub
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.wire import Connection, WireError

_FORMAT = AudioFormat(rate=SAMPLE_RATE_HZ, width=SAMPLE_WIDTH_BYTES, channels=1)


class WyomingMicrophone:
    """Lets everybody on the box hear what is heard."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def serve(self, connection: Connection) -> None:
        """Send audio until the peer leaves; answer ``describe`` when asked."""
        with self._hub.hearing() as ear:
            sending = asyncio.create_task(_send(ear, connection))
            try:
                async for message in connection:
                    if not isinstance(message, Event):
                        raise WireError(
                            "{type} is not for a microphone.",
                            hint="Commands go to capture.sock.",
                            type=message.event_type,
                        )
                    if Describe.is_type(message.type):
                        await connection.send(_info().event())
            finally:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)


async def _send(ear: Ear, connection: Connection) -> None:
    start = AudioStart(rate=_FORMAT.rate, width=_FORMAT.width, channels=1, timestamp=0)
    await connection.send(start.event())
    sent_samples = 0
    while True:
        pcm = await ear.next()
        chunk = AudioChunk(
            rate=_FORMAT.rate,
            width=_FORMAT.width,
            channels=_FORMAT.channels,
            audio=pcm,
            timestamp=sent_samples * 1000 // SAMPLE_RATE_HZ,
        )
        await connection.send(chunk.event())
        sent_samples += len(pcm) // SAMPLE_WIDTH_BYTES


def _info() -> Info:
    program = MicProgram(
        name="tingxia",
        description="The microphone of the listening box",
        attribution=Attribution(name="Tingxia", url=""),
        installed=True,
        version=version("tingxia"),
        mic_format=_FORMAT,
    )
    return Info(mic=[program])
