"""Only the box's own page and the same user's programs get through, on every address there is."""

import re
import stat
from collections.abc import AsyncIterator, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from appliance.api.headers import SECURITY_HEADERS
from appliance.api.session_token import issue_token
from appliance.config import Settings
from tests.fakes.screen import fresh_screen, settings_in
from tests.fakes.station import FakeStation
from tests.unit.api.conftest import PORT
from tests.unit.api.routes import all_routes

OWN = f"http://127.0.0.1:{PORT}"
FOREIGN_HOSTS = (
    "evil.example",
    f"evil.example:{PORT}",
    "127.0.0.1",
    "127.0.0.1:80",
    f"127.0.0.1.evil.example:{PORT}",
    f"0.0.0.0:{PORT}",
    "",
)
FOREIGN_ORIGINS = (
    "http://evil.example",
    "null",
    "http://127.0.0.1",
    f"https://127.0.0.1:{PORT}",
    f"http://127.0.0.1:{PORT}.evil.example",
    "http://127.0.0.1:9999",
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings on folders of this file."""
    return settings_in(tmp_path_factory.mktemp("box"), PORT)


@pytest.fixture(scope="module")
def station() -> FakeStation:
    """Return a station without recordings."""
    return FakeStation()


@pytest.fixture(scope="module")
def app(station: FakeStation, settings: Settings) -> Iterator[FastAPI]:
    """Return the application as it is served, with the screen in it; built once."""
    with fresh_screen(station, settings) as app:
        yield app


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client without a token, of a running application."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=OWN) as client,
    ):
        yield client


def test_routes_are_found(app: FastAPI) -> None:
    """The list that the other tests go through holds faces, pages and mounted parts."""
    paths = {path for _method, path in all_routes(app)}
    assert {"/healthz", "/readyz", "/", "/history", "/api/recordings"} <= paths
    assert any(path.startswith("/_nicegui_ws") for path in paths)
    assert any(path.endswith("/audio") for path in paths)
    assert any("/static/" in path for path in paths)


async def test_foreign_hosts_are_refused_everywhere(app: FastAPI, http: httpx.AsyncClient) -> None:
    """DNS rebinding finds no route that answers to another name."""
    for method, path in all_routes(app):
        for host in FOREIGN_HOSTS:
            answer = await http.request(method, path, headers={"Host": host})
            assert answer.status_code == 400, (method, path, host)


async def test_foreign_origins_are_refused_everywhere(
    app: FastAPI, http: httpx.AsyncClient, token: dict[str, str]
) -> None:
    """A page of another site is refused on every route, even with the token."""
    for _method, path in all_routes(app):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            for origin in FOREIGN_ORIGINS:
                answer = await http.request(method, path, headers={**token, "Origin": origin})
                assert answer.status_code == 403, (method, path, origin)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_own_names_are_served(http: httpx.AsyncClient, host: str) -> None:
    """All names of loopback work, with and without an Origin."""
    for origin in ({}, {"Origin": f"http://{host}:{PORT}"}):
        answer = await http.get("/healthz", headers={"Host": f"{host}:{PORT}", **origin})
        assert answer.status_code == 200


@pytest.mark.parametrize("origin", [None, *FOREIGN_ORIGINS])
@pytest.mark.parametrize("path", ["/_nicegui_ws/socket.io/", "/api/anything", "/"])
async def test_websockets_need_our_origin(app: FastAPI, path: str, origin: str | None) -> None:
    """A WebSocket from elsewhere, or that does not say from where, is refused before it opens."""
    assert await open_websocket(app, path, origin) == "websocket.close"


async def test_our_page_gets_its_websocket(app: FastAPI) -> None:
    """The socket of our own page is accepted."""
    async with app.router.lifespan_context(app):
        assert await open_websocket(app, "/_nicegui_ws/socket.io/", OWN) == "websocket.accept"


async def test_polling_is_off(http: httpx.AsyncClient) -> None:
    """Socket.IO's second way in, plain requests, is closed: they need not carry an Origin."""
    answer = await http.get("/_nicegui_ws/socket.io/?EIO=4&transport=polling")
    assert answer.status_code == 400


async def test_security_headers_are_on_every_response(
    app: FastAPI, http: httpx.AsyncClient, token: dict[str, str]
) -> None:
    """Answers and refusals, pages and files carry the headers."""
    answers = [
        await http.request(method, path, headers=headers)
        for method, path in all_routes(app)
        for headers in ({}, token, {"Host": "evil.example"}, {"Origin": "null"})
    ]
    answers.append(await http.get("/nowhere"))
    answers.append(await http.post("/healthz"))
    for answer in answers:
        for name, value in SECURITY_HEADERS.items():
            if name != "Content-Security-Policy":
                assert answer.headers[name] == value, answer.url
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


async def test_a_crash_carries_the_headers_and_no_details(
    http: httpx.AsyncClient,
    station: FakeStation,
    token: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An unexpected error is a problem document that tells nothing of the inside."""

    async def crash(**_: object) -> None:
        msg = "secret of the inside"
        raise RuntimeError(msg)

    monkeypatch.setattr(station, "recordings", crash)
    answer = await http.get("/api/recordings", headers=token)
    assert answer.status_code == 500
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/", "/history", "/transcript/20250512-093000-a1b2"])
async def test_pages_run_only_their_own_scripts(http: httpx.AsyncClient, path: str) -> None:
    """Each script of a page carries the nonce of its response; no other host is named."""
    first, second = await http.get(path), await http.get(path)
    policy = first.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy)
    assert nonce is not None
    assert policy != second.headers["Content-Security-Policy"]
    scripts = re.findall(r"<script[^>]*>", first.text)
    assert scripts
    assert all(f'nonce="{nonce.group(1)}"' in script for script in scripts)
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    hosts = set(re.findall(r"(?:https?|wss?)://([\w.]+)", policy))
    assert hosts <= {"127.0.0.1", "localhost"}
    assert not re.search(r'(?:src|href)="(?:https?:)?//', first.text)


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_documentation_pages_are_off(http: httpx.AsyncClient, path: str) -> None:
    """They would load scripts from another host."""
    answer = await http.get(path)
    assert (307, "/") == (answer.status_code, answer.headers["location"])


async def test_the_api_asks_for_the_token(
    app: FastAPI, http: httpx.AsyncClient, token: dict[str, str]
) -> None:
    """Every address below /api is closed without this start's token."""
    guarded = [route for route in all_routes(app) if route[1].startswith("/api")]
    assert len(guarded) >= 3
    for method, path in guarded:
        for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}):
            answer = await http.request(method, path, headers=wrong)
            assert answer.status_code == 401, path
    answer = await http.get("/api")
    assert answer.status_code == 401
    assert (await http.get("/api/recordings", headers=token)).status_code == 200


async def test_a_page_brings_the_token_as_a_cookie(http: httpx.AsyncClient) -> None:
    """Our page may ask the API; its scripts cannot read the token, other sites cannot send it."""
    page = await http.get("/")
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert (await http.get("/api/recordings")).status_code == 200
    assert "Set-Cookie" not in (await http.get("/healthz")).headers


def test_the_token_is_for_this_user_and_this_start(tmp_path: Path) -> None:
    """The file is private, and a new start makes a new token."""
    path = tmp_path / "api-token"
    first, second = issue_token(path), issue_token(path)
    assert first != second
    assert path.read_text() == second
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def open_websocket(app: FastAPI, path: str, origin: str | None) -> str:
    """Offer a WebSocket; returns the type of the first answer."""
    headers = [(b"host", f"127.0.0.1:{PORT}".encode())]
    headers += [(b"upgrade", b"websocket"), (b"connection", b"upgrade")]
    headers += [(b"origin", origin.encode())] if origin is not None else []
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"EIO=4&transport=websocket",
        "root_path": "",
        "headers": headers,
        "subprotocols": [],
        "state": {},
    }
    offered = [{"type": "websocket.connect"}]
    answers: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        if offered:
            return offered.pop()
        return {"type": "websocket.disconnect", "code": 1000}

    async def send(message: MutableMapping[str, Any]) -> None:
        answers.append(message)

    await app(scope, receive, send)
    return str(answers[0]["type"])
