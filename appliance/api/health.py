"""Whether the station lives, and whether it can recognise speech."""

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from appliance.api.problem import problem
from appliance.station.face import Station
from appliance.wire.inference import ModelState


def health_router(station: Station) -> APIRouter:
    """Return ``/healthz`` and ``/readyz``."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> Response:
        """Answer as long as the station lives; the page polls this to come back."""
        return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})

    @router.get("/readyz")
    async def readyz() -> Response:
        """Answer 200 when the model is loaded, 503 before."""
        inference = station.snapshot().inference
        if inference is not None and inference.state is ModelState.READY:
            return JSONResponse({"status": "ready"}, headers={"Cache-Control": "no-store"})
        return problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            code="model-not-ready",
            detail=(inference.error if inference else "") or "The model is not loaded.",
            hint=(inference.hint if inference else "") or "Recording works; text comes later.",
            headers={"Cache-Control": "no-store"},
        )

    return router
