"""Only our own page on our own address may ask: Host and Origin are checked on every request.

A web site that resolves its name to 127.0.0.1 (DNS rebinding) sends its own Host; a web site that
sends requests across sends its own Origin. Browsers let scripts forge neither.
"""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from appliance.api.problem import problem

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


def own_hosts(port: int) -> frozenset[str]:
    """Return what the Host header may say; 80 is what a browser leaves out."""
    named = {f"{name}:{port}" for name in LOOPBACK_NAMES}
    return frozenset(named | set(LOOPBACK_NAMES) if port == 80 else named)


def own_origins(port: int) -> frozenset[str]:
    """Return what the Origin header may say."""
    return frozenset(f"http://{host}" for host in own_hosts(port))


class OriginGuard:
    """ASGI middleware that refuses foreign Hosts (400) and foreign Origins (403)."""

    def __init__(self, app: ASGIApp, *, port: int) -> None:
        self._app = app
        self._port = port
        self._hosts = own_hosts(port)
        self._origins = own_origins(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] in {"http", "websocket"}:
            refusal = self._refusal(Headers(scope=scope), is_websocket=scope["type"] == "websocket")
            if refusal is not None:
                await refuse(refusal, scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, headers: Headers, *, is_websocket: bool) -> Response | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return problem(
                HTTPStatus.BAD_REQUEST,
                code="foreign-host",
                detail="This address is not mine.",
                hint=f"Use http://127.0.0.1:{self._port}.",
            )
        origins = headers.getlist("origin")
        is_own = [origin.lower() in self._origins for origin in origins] == [True]
        # A page of ours always sends an Origin with a WebSocket; other requests may lack it.
        if is_own or (not origins and not is_websocket):
            return None
        return problem(
            HTTPStatus.FORBIDDEN,
            code="foreign-origin",
            detail="Only the box's own page may ask.",
            hint=f"Open http://127.0.0.1:{self._port}.",
        )


async def refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with ``response``; a WebSocket is refused before it is accepted, which is a 403."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
    else:
        await response(scope, receive, send)
