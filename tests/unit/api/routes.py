"""Every address the application answers, found in the application itself."""

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount

SAMPLES = {"recording_id": "20250512-093000-a1b2"}


def all_routes(app: FastAPI) -> list[tuple[str, str]]:
    """Return method and path of every route, places filled in, mounted applications included."""
    return sorted(set(_walk(app.routes, "")))


def _walk(routes: list[BaseRoute], prefix: str) -> Iterator[tuple[str, str]]:
    for route in routes:
        anything: Any = route
        if hasattr(anything, "original_router"):
            yield from _walk(anything.original_router.routes, prefix)
        elif isinstance(route, Mount):
            inner = getattr(route.app, "routes", None)
            if inner is None:
                yield "GET", f"{prefix}{route.path}/anything"
            else:
                yield from _walk(inner, prefix + route.path)
        else:
            path = re.sub(r"\{(\w+)(:\w+)?\}", _sample, anything.path)
            for method in anything.methods or {"GET"}:
                yield method, prefix + path


def _sample(place: re.Match[str]) -> str:
    return SAMPLES.get(place.group(1), "anything")
