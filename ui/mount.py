"""Putting the screen into the web application."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import RedirectResponse
from nicegui import Client, context, core, ui

from appliance.station.face import Station
from appliance.station.face_settings import Group

from . import heartbeat, theme
from .appearance import Appearance
from .i18n import COOKIE, Languages
from .insertions import Insertions
from .offers import Offers
from .pages.audit import audit_page
from .pages.broken import broken_page
from .pages.doctor import doctor_page
from .pages.files import files_page
from .pages.history import history_page
from .pages.licences import licences_page
from .pages.record import record_page
from .pages.settings import settings_page
from .pages.speech import speech_page
from .pages.stick import stick_page
from .pages.transcript import transcript_page
from .pages.welcome import welcome_page
from .permits import Permits
from .pictures import LeftPages
from .place import Place
from .visit import Visit
from .wanted import LONGEST, Wanted
from .welcome import Welcome

RECONNECT_S = 5.0
"""A browser that was away for longer gets a new page."""

PATIENCE_S = 30.0
"""A page that a busy box keeps waiting comes late; NiceGUI's own error page is a dead end."""

Offset = Annotated[float, Query(ge=0, le=1e6)]
"""Seconds of a recording, or a row of the history, as they stand in an address."""

KEPT_MESSAGES = 200
"""For a browser that comes back within that time."""


def mount(
    app: FastAPI,
    station: Station,
    *,
    default_locale: str,
    gallery: Callable[[Visit, str], None] | None = None,
) -> None:
    """Serve the pages from ``app``, which guards them.

    Whoever develops pages has a ``gallery`` of their pieces beside them, one group at a time.

    Keeps nothing about a browser on the disk or in a session: its language and how it wants the
    screen are cookies.
    """
    languages = Languages(default_locale)
    offers, insertions, left_pages = Offers(), Insertions(), LeftPages()
    permits, welcome = Permits(station.lock), Welcome(station)

    def visit(request: Request, client: Client) -> Visit:
        return Visit(
            station,
            languages.choose(request.cookies.get(COOKIE) or station.settings.locale),
            client,
            appearance=Appearance.choose(request.cookies),
            offers=offers,
            insertions=insertions,
            left_pages=left_pages,
            permits=permits,
            browser=request.state.browser,
        )

    page = partial(ui.page, response_timeout=PATIENCE_S)

    @page(Place.RECORD)
    async def record(request: Request, client: Client) -> Response | None:
        is_offered = await welcome.is_offered()
        if is_offered and welcome.comes_first():
            return RedirectResponse(Place.WELCOME)
        record_page(visit(request, client), offers_welcome=is_offered)
        return None

    @page(Place.FILES)
    def files(request: Request, client: Client) -> None:
        files_page(visit(request, client))

    @page(Place.STICK)
    def stick(request: Request, client: Client) -> None:
        stick_page(visit(request, client))

    @page(Place.HISTORY)
    def history(request: Request, client: Client, row: Offset = 0.0) -> None:
        history_page(visit(request, client), Wanted.read(request.query_params), row=row)

    @page("/transcript/{recording_id}")
    async def transcript(
        request: Request, client: Client, recording_id: str, at: Offset = 0.0, q: str = ""
    ) -> None:
        await transcript_page(visit(request, client), recording_id, at_s=at, sought=q[:LONGEST])

    @page("/speech/{recording_id}")
    async def speech(request: Request, client: Client, recording_id: str) -> None:
        await speech_page(visit(request, client), recording_id)

    @page(Place.SETTINGS)
    async def settings(request: Request, client: Client, group: Group = Group.RECOGNITION) -> None:
        await settings_page(visit(request, client), group)

    @page(Place.AUDIT)
    async def audit(request: Request, client: Client) -> None:
        await audit_page(visit(request, client))

    @page(Place.LICENCES)
    async def licences(request: Request, client: Client) -> None:
        await licences_page(visit(request, client))

    @page(Place.WELCOME)
    def first_steps(
        request: Request, client: Client, step: Annotated[int, Query(ge=0, le=9)] = 0
    ) -> None:
        welcome_page(visit(request, client), step, welcome)

    @page(Place.DOCTOR)
    def doctor(request: Request, client: Client) -> None:
        doctor_page(visit(request, client))

    if gallery is not None:

        @page("/gallery")
        def widgets(request: Request, client: Client, group: str = "controls") -> None:
            gallery(visit(request, client), group)

    def broken() -> None:
        client = context.client
        broken_page(visit(client.request, client))

    core.app.on_page_exception(broken)

    @core.app.exception_handler(HTTPStatus.NOT_FOUND)
    async def not_found(request: Request, _error: Exception) -> Response:
        # A touchscreen has no address line to leave a dead end by.
        if request.url.path.startswith(("/api", "/_nicegui")):
            return Response(status_code=HTTPStatus.NOT_FOUND)
        return RedirectResponse(Place.RECORD)

    ui.add_head_html(
        f"<style>{theme.stylesheet()}</style><script>{theme.scripts()}</script>",
        shared=True,
    )
    heartbeat.answer()
    # Without a list, only the origin that the page itself came from may connect.
    core.sio.eio.cors_allowed_origins = None
    core.sio.eio.transports = ["websocket"]
    core.app.config.socket_io_js_transports = ["websocket"]
    ui.run_with(
        app,
        title="听匣 Tingxia",
        favicon=theme.FAVICON,
        viewport="width=device-width, initial-scale=1, user-scalable=no",
        dark=False,
        tailwind=False,
        reconnect_timeout=RECONNECT_S,
        message_history_length=KEPT_MESSAGES,
        binding_refresh_interval=None,
        gzip_middleware_factory=None,
        show_welcome_message=False,
    )
