"""The API's token: new at every start of the station, known to our page and to this user.

The page gets it as a cookie that scripts cannot read and other sites cannot send; a program of
the same user reads it from the run folder, where only that user may.
"""

import hmac
import os
import secrets
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from appliance.api.origin import refuse
from appliance.api.problem import problem

GUARDED_PATH = "/api"


def cookie_name(port: int) -> str:
    """Return the cookie's name; browsers share cookies between the ports of a host."""
    return f"tingxia-token-{port}"


def issue_token(path: Path) -> str:
    """Make a token and write it to ``path`` for this user's eyes only, atomically."""
    token = secrets.token_urlsafe(32)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(file, "w") as stream:
        stream.write(token)
    draft.replace(path)
    return token


class TokenGuard:
    """ASGI middleware: asks for the token below ``/api`` and hands it to our own pages."""

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._cookie = cookie_name(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        known = self._is_known(scope)
        path = scope["path"]
        if not known and (path == GUARDED_PATH or path.startswith(f"{GUARDED_PATH}/")):
            refusal = problem(
                HTTPStatus.UNAUTHORIZED,
                code="token-missing",
                detail="The token of this start is missing or wrong.",
                hint="Send `Authorization: Bearer …` with the content of api-token (run folder).",
                headers={"WWW-Authenticate": "Bearer"},
            )
            await refuse(refusal, scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append(
                        "Set-Cookie",
                        f"{self._cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict",
                    )
            await send(message)

        await self._app(scope, receive, send_with_cookie)

    def _is_known(self, scope: Scope) -> bool:
        scheme, _, bearer = Headers(scope=scope).get("authorization", "").partition(" ")
        offered = bearer.strip() if scheme.lower() == "bearer" else ""
        offered = offered or HTTPConnection(scope).cookies.get(self._cookie, "")
        return hmac.compare_digest(offered.encode(), self._token.encode())
