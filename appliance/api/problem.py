"""Errors over HTTP, as RFC 9457 problem details with our ``code`` and ``hint``."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from appliance.api.headers import SECURITY_HEADERS
from appliance.errors import ApplianceError

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUS_OF_CODE: Mapping[str, HTTPStatus] = {
    "unknown-recording": HTTPStatus.NOT_FOUND,
    "usage": HTTPStatus.BAD_REQUEST,
    "unreadable-audio": HTTPStatus.UNPROCESSABLE_ENTITY,
    "upload-too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "upload-cut-off": HTTPStatus.BAD_REQUEST,
    "no-room": HTTPStatus.INSUFFICIENT_STORAGE,
    "wire": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""HTTP status of an ApplianceError by its code; 409 for all others: the state forbids it."""


def problem(
    status: HTTPStatus,
    *,
    code: str,
    detail: str,
    hint: str,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Build a problem response."""
    return JSONResponse(
        {
            "type": f"urn:tingxia:problem:{code}",
            "title": status.phrase,
            "status": status.value,
            "detail": detail,
            "code": code,
            "hint": hint,
        },
        status_code=status.value,
        headers=headers,
        media_type=MEDIA_TYPE,
    )


def answer_with_problems(app: FastAPI) -> None:
    """Make ``app`` answer every error as a problem."""

    @app.exception_handler(ApplianceError)
    async def appliance_error(_: Request, error: ApplianceError) -> JSONResponse:
        status = STATUS_OF_CODE.get(error.code, HTTPStatus.CONFLICT)
        return problem(status, code=error.code, detail=str(error), hint=error.hint)

    @app.exception_handler(RequestValidationError)
    async def invalid_request(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            code="invalid-request",
            detail=f"{place}: {first['msg']}",
            hint="Correct the request.",
        )

    @app.exception_handler(HTTPException)
    async def http_error(_: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        return problem(
            status,
            code=status.name.lower().replace("_", "-"),
            detail=str(error.detail),
            hint="Look at the address and the method.",
            headers=error.headers,
        )

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error(
            "request failed: %s",
            type(error).__name__,
            exc_info=error,
            extra={"event": "request-failed", "path": request.url.path},
        )
        # This one handler runs outside all middleware, so it adds the headers itself.
        return problem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            code="internal",
            detail="The request failed unexpectedly.",
            hint="Try again; the log of the station says more.",
            headers=SECURITY_HEADERS,
        )
