"""The outline of a recording's sound, for drawing it."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from appliance.api.recordings import RecordingId
from appliance.domain.audio import to_samples, to_seconds
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
        """Return pairs of signed bytes, lowest and highest of each point, over this stretch.

        Where the recording has no sound up to its end, `Outline-End-S` is where the points end.
        """
        await station.summary(recording_id)
        picture = Peaks(paths.recording(recording_id))
        # Before it is drawn: what is recorded meanwhile is not in it.
        there_s = to_seconds(await asyncio.to_thread(picture.end_sample))
        drawn_s = min(end_s, there_s)
        outline = await asyncio.to_thread(
            picture.outline, to_samples(first_s), to_samples(drawn_s), points
        )
        return Response(
            outline.tobytes(),
            media_type="application/octet-stream",
            headers={"Cache-Control": "no-store", "Outline-End-S": f"{drawn_s:.3f}"},
        )

    return router
