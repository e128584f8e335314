"""The gallery has every widget there is; what it cannot have is looked at where it is used."""

from collections.abc import Mapping
from importlib import import_module
from inspect import isabstract, isclass
from pkgutil import iter_modules
from typing import Final

import httpx
import pytest
from nicegui import ui
from nicegui.testing.user import User

from appliance.config import Settings
from tests.browser.views import VIEWS
from tests.fakes.screen import fresh_screen
from tests.fakes.station import FakeStation
from tests.gallery.page import GROUPS
from ui import widgets

ELSEWHERE: Final[Mapping[str, str]] = {
    "AddDialog": "add without a stick",
    "BackupDialog": "backup",
    "BundleDialog": "bundles",
    "ClockDialog": "clock",
    "EjectDialog": "let go",
    "ExportDialog": "exporting",
    "FileSheet": "file in work",
    "FilterDialog": "filter",
    "HotWordDialog": "hot word",
    "Keyboard": "typing",
    "LogDialog": "logs",
    "MarkerDialog": "a note",
    "PinDialog": "unlock",
    "RecordingDialog": "details",
    "ReplayDialog": "hot words tried",
    "SpeakerDialog": "names",
    "StickSheet": "stick plugged in",
    "StickWatch": "bundles",
    "SupportDialog": "bundle",
    "TagDialog": "tags",
    "TextDialog": "versions",
    "Toast": "refused",
}
"""A sheet, what nobody sees of one, and what the frame of every page has, by a view that shows it.

The gallery shows the empty sheet and what stands in sheets.
"""


def there_are() -> set[str]:
    """Return the names of all widgets: what is an element, and every sheet."""
    modules = [
        import_module(f"{widgets.__name__}.{m.name}") for m in iter_modules(widgets.__path__)
    ]
    return {
        name
        for module in modules
        for name, kind in vars(module).items()
        if isclass(kind) and kind.__module__ == module.__name__ and not name.startswith("_")
        if issubclass(kind, ui.element) or name.endswith(("Dialog", "Sheet"))
        if not isabstract(kind) and name != "Dialog"
    }


@pytest.fixture
def has_gallery() -> bool:
    """Show it."""
    return True


async def test_every_widget_is_in_the_gallery_or_in_a_view(user: User) -> None:
    """A new one that is shown nowhere fails here, and one that is gone from where it was."""
    shown: set[str] = set()
    for group in GROUPS:
        await user.open(f"/gallery?group={group}")
        assert user.client is not None
        (place,) = (one for one in user.client.elements.values() if "gallery" in one.classes)
        shown |= {type(one).__name__ for one in place.descendants()}
    assert there_are() - set(ELSEWHERE) == there_are() & shown
    assert set() == set(ELSEWHERE) - there_are()
    assert set() == set(ELSEWHERE.values()) - {view.name for view in VIEWS}


async def test_an_appliance_serves_no_gallery(station: FakeStation, settings: Settings) -> None:
    """It is for development; the way leads home."""
    with fresh_screen(station, settings) as app:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app),
                base_url=f"http://127.0.0.1:{settings.station.port}",
            ) as client,
        ):
            answer = await client.get("/gallery")
            assert (307, "/") == (answer.status_code, answer.headers["location"])
