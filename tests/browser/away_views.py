"""What a page shows instead of itself, or over itself, when the station cannot be shown."""

from tests.browser.person import Person
from tests.browser.view import View
from tests.fakes.station import FakeStation


async def _away(person: Person) -> None:
    await person.page.evaluate(
        "() => { window.fetch = () => new Promise(() => {}); window.socket.disconnect(); }"
    )
    await person.page.wait_for_selector("#restarting", state="visible")


async def _silent(person: Person) -> None:
    await person.page.evaluate("() => { window.socket.emit = () => window.socket; }")
    await person.page.wait_for_selector("#stale", state="visible")


def _unreadable(station: FakeStation) -> None:
    station.files.files = None  # type: ignore[assignment] # which no page can be built of


BROKEN = View(name="broken", path="/files", shows=".failure", given=_unreadable)
AWAY = (
    View(name="starting again", path="/", shows=".big", steps=_away),
    View(name="not up to date", path="/history", shows=".entry", steps=_silent),
    BROKEN,
)
