"""The sound of a recording as one WAV with byte ranges, so that a player can jump.

The audio lies in files of a minute; what is served is one header and their samples in a row. A
running recording is served as long as it is at the moment of the request.
"""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from appliance.api.byte_range import ByteRange, UnsatisfiableRangeError, parse_range
from appliance.api.problem import problem
from appliance.api.recordings import RecordingId
from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.paths import Paths
from appliance.recordings import RecordingAudio, wav
from appliance.station.face import Station

BLOCK_SAMPLES = 64 * 1024
LARGEST_SAMPLES = (0xFFFF_FFFF - wav.HEADER_BYTES) // SAMPLE_WIDTH_BYTES
"""A WAV header counts bytes in 32 bits: 37 hours."""


def audio_router(station: Station, paths: Paths) -> APIRouter:
    """Return ``/api/recordings/{id}/audio``."""
    router = APIRouter(prefix="/api/recordings")

    @router.api_route("/{recording_id}/audio", methods=["GET", "HEAD"])
    async def audio(recording_id: RecordingId, request: Request) -> Response:
        """Return the sound of a recording."""
        await station.summary(recording_id)
        sound = RecordingAudio(paths.recording(recording_id))
        await asyncio.to_thread(sound.require_audio)
        samples = await asyncio.to_thread(sound.available_samples)
        return _response(sound, min(samples, LARGEST_SAMPLES), request)

    return router


def _response(sound: RecordingAudio, samples: int, request: Request) -> Response:
    size_bytes = wav.HEADER_BYTES + samples * SAMPLE_WIDTH_BYTES
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "no-store"}
    try:
        wanted = parse_range(request.headers.get("range"), size_bytes)
    except UnsatisfiableRangeError:
        return problem(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            code="range-not-satisfiable",
            detail=f"The audio has {size_bytes} bytes.",
            hint="Ask for a range within it.",
            headers={**headers, "Content-Range": f"bytes */{size_bytes}"},
        )
    status = HTTPStatus.OK
    if wanted is not None:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["Content-Range"] = f"bytes {wanted.first}-{wanted.end - 1}/{size_bytes}"
    else:
        wanted = ByteRange(first=0, end=size_bytes)
    headers["Content-Length"] = str(wanted.end - wanted.first)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type="audio/wav")
    return StreamingResponse(
        _body(sound, samples, wanted), status_code=status, headers=headers, media_type="audio/wav"
    )


async def _body(sound: RecordingAudio, samples: int, wanted: ByteRange) -> AsyncIterator[bytes]:
    position = wanted.first
    if position < wav.HEADER_BYTES:
        yield wav.header(samples)[position : wanted.end]
        position = wav.HEADER_BYTES
    while position < wanted.end:
        first_sample, odd = divmod(position - wav.HEADER_BYTES, SAMPLE_WIDTH_BYTES)
        block = await asyncio.to_thread(sound.read, first_sample, BLOCK_SAMPLES)
        piece = block[odd : odd + wanted.end - position]
        if not piece:
            # The file got shorter than it was: the connection breaks, and no silence is made up.
            return
        yield piece
        position += len(piece)
