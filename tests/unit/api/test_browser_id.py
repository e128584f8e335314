"""The id by which the station tells browsers apart."""

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from appliance.api.browser_id import BrowserId, cookie_name

PORT = 8124


def app() -> FastAPI:
    """Return an application that tells the id, as a page and as data."""
    app = FastAPI()

    @app.get("/page")
    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(request.state.browser)

    @app.get("/data")
    async def data(request: Request) -> str:
        return str(request.state.browser)

    app.add_middleware(BrowserId, port=PORT)
    return app


async def test_a_page_brings_an_id_that_stays() -> None:
    """HttpOnly, of this site only, gone with the browser, and told once."""
    transport = httpx.ASGITransport(app())
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        first = await client.get("/page")
        cookie = first.headers["set-cookie"]
        assert f"{cookie_name(PORT)}={first.text}; Path=/; HttpOnly; SameSite=Strict" == cookie
        second = await client.get("/page")
        assert (first.text, None) == (second.text, second.headers.get("set-cookie"))


async def test_what_is_no_page_brings_none_and_another_form_is_replaced() -> None:
    """A script that reads data is no browser; an id has one form."""
    transport = httpx.ASGITransport(app())
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert "set-cookie" not in (await client.get("/data")).headers
        client.cookies.set(cookie_name(PORT), "short")
        answer = await client.get("/page")
        assert 32 == len(answer.text)
        assert answer.text in answer.headers["set-cookie"]
