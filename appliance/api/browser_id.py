"""Tells browsers apart, so that what one of them may do is known to the station alone.

A page gets the id as a cookie that scripts cannot read and other sites cannot send; it says nothing
by itself, stands in no address and in no log, and is forgotten when the browser is closed.
"""

import re
import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ID_BYTES = 24
_ID = re.compile(r"[\w-]{32}", re.ASCII)


def cookie_name(port: int) -> str:
    """Return the cookie's name; browsers share cookies between the ports of a host."""
    return f"tingxia-browser-{port}"


class BrowserId:
    """ASGI middleware: puts the browser's id into ``request.state.browser``."""

    def __init__(self, app: ASGIApp, *, port: int) -> None:
        self._app = app
        self._cookie = cookie_name(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a browser without an id gets one with its first page."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        known = HTTPConnection(scope).cookies.get(self._cookie, "")
        is_known = _ID.fullmatch(known) is not None
        browser = known if is_known else secrets.token_urlsafe(_ID_BYTES)
        scope.setdefault("state", {})["browser"] = browser

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and not is_known:
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append(
                        "Set-Cookie",
                        f"{self._cookie}={browser}; Path=/; HttpOnly; SameSite=Strict",
                    )
            await send(message)

        await self._app(scope, receive, send_with_cookie)
