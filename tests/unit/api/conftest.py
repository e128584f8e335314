"""The application, called without a network."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from appliance.api import create_app
from appliance.config import Settings
from tests.fakes.screen import settings_in
from tests.fakes.station import FakeStation

PORT = 8123


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings on folders of this test."""
    return settings_in(tmp_path, PORT)


@pytest.fixture
def station() -> FakeStation:
    """Return a station without recordings."""
    return FakeStation()


@pytest.fixture
def app(station: FakeStation, settings: Settings) -> FastAPI:
    """Return the guarded application without a screen."""
    return create_app(station, settings)


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client without a token."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url=f"http://127.0.0.1:{PORT}"
    ) as client:
        yield client


@pytest.fixture
def token(app: FastAPI, settings: Settings) -> dict[str, str]:
    """Return the header with this start's token."""
    del app  # writes the token
    return {"Authorization": f"Bearer {settings.paths.api_token.read_text()}"}
