"""The one web application: faces of the station behind guards that hold for everything in it."""

from fastapi import FastAPI

from appliance.api.audio import audio_router
from appliance.api.browser_id import BrowserId
from appliance.api.headers import SecurityHeaders
from appliance.api.health import health_router
from appliance.api.origin import OriginGuard
from appliance.api.peaks import peaks_router
from appliance.api.problem import answer_with_problems
from appliance.api.recordings import recordings_router
from appliance.api.session_token import TokenGuard, issue_token
from appliance.api.typing import typing_router
from appliance.api.uploads import uploads_router
from appliance.config import Settings
from appliance.pinyin import PinyinDesk
from appliance.station.face import Station


def create_app(station: Station, settings: Settings, desk: PinyinDesk | None = None) -> FastAPI:
    """Build the application and write this start's token to the run folder.

    What is mounted into it later, the screen above all, is behind the same guards. ``desk`` is what
    the station itself makes ready: two would make the words at once.
    """
    # The documentation pages of FastAPI load scripts from another host.
    app = FastAPI(title="Tingxia", docs_url=None, redoc_url=None, openapi_url=None)
    answer_with_problems(app)
    app.include_router(health_router(station))
    app.include_router(recordings_router(station))
    app.include_router(audio_router(station, settings.paths))
    app.include_router(peaks_router(station, settings.paths))
    app.include_router(typing_router(desk or PinyinDesk(settings.paths.pinyin)))
    app.include_router(uploads_router(station, settings.paths, settings.storage.budget))
    port = settings.station.port
    # The one added last sees a request first and its response last.
    app.add_middleware(BrowserId, port=port)
    app.add_middleware(TokenGuard, token=issue_token(settings.paths.api_token), port=port)
    app.add_middleware(OriginGuard, port=port)
    app.add_middleware(
        SecurityHeaders, websockets=(f"ws://127.0.0.1:{port}", f"ws://localhost:{port}")
    )
    return app
