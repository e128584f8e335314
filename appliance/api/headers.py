"""Headers that keep a page to itself, on every response; and a nonce for our own scripts.

NiceGUI compiles templates in the browser, so a page needs ``unsafe-eval``, and Vue and Quasar set
styles inline. Inline scripts need no blanket permission: every ``<script`` of a page we serve gets
the nonce of that response, and text that came from people is escaped inside it.
"""

import secrets
from collections.abc import Iterable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), "
        "serial=(), usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every response; a page has a wider Content-Security-Policy."""


def page_policy(nonce: str, websockets: Iterable[str]) -> str:
    """Return the Content-Security-Policy of a page; nothing in it names another host."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "media-src 'self'",
            " ".join(("connect-src 'self'", *websockets)),
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders:
    """ASGI middleware; outermost, so that refusals carry the headers too."""

    def __init__(self, app: ASGIApp, *, websockets: Iterable[str]) -> None:
        self._app = app
        self._websockets = tuple(websockets)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add headers to the response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Response(send, self._websockets).send)


class _Response:
    """One response on its way out. A page is held back until it is whole, to set its nonces."""

    def __init__(self, send: Send, websockets: tuple[str, ...]) -> None:
        self._send = send
        self._websockets = websockets
        self._start: Message | None = None
        self._page = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers[name] = value
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._page += message.get("body", b"")
            if message.get("more_body", False):
                return
            await self._send_page(self._start)
            return
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(16)
        page = bytes(self._page).replace(b"<script", f'<script nonce="{nonce}"'.encode())
        headers = MutableHeaders(scope=start)
        headers["Content-Security-Policy"] = page_policy(nonce, self._websockets)
        headers["Content-Length"] = str(len(page))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})
