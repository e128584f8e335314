"""The outline of a recording's sound, for drawing it."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from appliance.api.recordings import RecordingId
from appliance.domain.audio import to_samples
from appliance.paths import Paths
from appliance.recordings.peaks import Peaks
from appliance.station.face import Station

MOST_POINTS = 4096
"""Twice the width of the largest screen."""


def peaks_router(station: Station, paths: Paths) -> APIRouter:
    """Return ``/api/recordings/{id}/peaks``."""
    router = APIRouter(prefix="/api/recordings")

    @router.get("/{recording_id}/peaks")
    async def peaks(
        recording_id: RecordingId,
        first_s: Annotated[float, Query(ge=0, le=1e6)] = 0.0,
        end_s: Annotated[float, Query(ge=0, le=1e6)] = 1e6,
        points: Annotated[int, Query(ge=1, le=MOST_POINTS)] = 1024,
    ) -> Response:
        """Return pairs of signed bytes, lowest and highest of each point, over this stretch."""
        await station.summary(recording_id)
        outline = await asyncio.to_thread(
            Peaks(paths.recording(recording_id)).outline,
            to_samples(first_s),
            to_samples(end_s),
            points,
        )
        return Response(
            outline.tobytes(),
            media_type="application/octet-stream",
            headers={"Cache-Control": "no-store"},
        )

    return router
