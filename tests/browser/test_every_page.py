"""Every page in every state, at every size, in every language and theme: fit for everybody.

The suite looks at each view at two of the sizes, with language, theme and size of the text in
turn, and with longer words at every second one; ``TINGXIA_SCREENS=full`` at all of the product
(docs/how-to/look-at-the-screen.md).
"""

import re
from itertools import product

import pytest
from nicegui import Client, core
from playwright.async_api import BrowserContext

from appliance.config import Settings
from tests.browser.audit import Watchman, audit, settled
from tests.browser.away_views import BROKEN
from tests.browser.axe import violations
from tests.browser.masked import leaks
from tests.browser.person import Person, connected
from tests.browser.pseudo import pseudo_catalogue
from tests.browser.said import foreign, said, untranslated
from tests.browser.screens import FULL, SIZES
from tests.browser.view import View, at_rest
from tests.browser.views import VIEWS
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from tests.fakes.words import write_words
from ui import i18n
from ui.appearance import TextSize, Theme
from ui.insertions import Insertions

LANGUAGES = ("zh-CN", "en")

NOTE = "error: Failed to load resource: the server responded with a status of 500"
"""The browser's own, of a page that cannot be built."""

Look = tuple[tuple[int, int], TextSize, Theme]
"""A screen, how large its text is, and in which colours."""

PLAIN: Look = (SIZES[0], TextSize.NORMAL, Theme.LIGHT)

TIGHT: tuple[Look, ...] = tuple(
    (size, TextSize.LARGE, Theme.LIGHT) for size in (SIZES[0], SIZES[-1])
)
"""The lowest and the narrowest screen, where longer words are clipped first."""

HALVES = pytest.mark.parametrize("half", [0, 1])
"""Shorter tests keep all cores at work to the end."""

pytestmark = pytest.mark.timeout(7200 if FULL else 900)


def looks(turn: int) -> list[Look]:
    """Return the looks whose turn it is."""
    if FULL:
        return list(product(SIZES, TextSize, Theme))
    texts, themes = list(TextSize), list(Theme)
    return [
        (
            SIZES[(turn + place) % len(SIZES)],
            texts[(turn // 3 + place) % len(texts)],
            themes[(turn // 2 + place) % len(themes)],
        )
        for place in (0, 1)
    ]


@pytest.fixture(autouse=True)
def of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no view tell of a stick whose message the view before left behind."""
    monkeypatch.setattr(Insertions, "forget", lambda _self, _identity: None)


@pytest.fixture
def filled(station: FakeStation, settings: Settings) -> FakeStation:
    """Return a station with recordings and words to type."""
    fill(station, settings.paths)
    write_words(settings.paths.pinyin)
    return station


async def shown(person: Person, station: FakeStation, address: str, view: View) -> None:
    """Bring a view to the plain screen; a page that is loaded has the plain look by itself."""
    await set_size(person, PLAIN[0])
    at_rest(station)
    view.given(station)
    await person.page.goto(f"{address}{view.path}")
    await connected(person.page)
    await person.page.wait_for_selector(view.shows)
    await view.steps(person)


def be_patient(context: BrowserContext) -> None:
    """Let no page be taken for gone while axe-core keeps its browser busy."""
    context.set_default_timeout(30_000)
    core.sio.eio.ping_timeout = 60


async def set_size(person: Person, size: tuple[int, int]) -> None:
    """Look through a screen of another size."""
    width, height = size
    await person.page.set_viewport_size({"width": width, "height": height})


async def set_screen(person: Person, look: Look) -> None:
    """Look through another screen."""
    size, text, theme = look
    await set_size(person, size)
    await person.page.evaluate(
        "([text, theme]) => Object.assign(document.documentElement.dataset, { text, theme })",
        [text, theme],
    )
    await settled(person.page)


@HALVES
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_fits_gloves_screens_and_readers(
    touchscreen: BrowserContext, filled: FakeStation, address: str, language: str, half: int
) -> None:
    """Targets, distances, text, edges, overlaps, one language; axe-core; no errors or calls.

    Its picture for a support bundle has no word of people in it.
    """
    watchman = Watchman(touchscreen, address)
    cookies = {"tingxia-language": language, "tingxia-motion": "none"}
    await touchscreen.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )
    be_patient(touchscreen)
    person = Person(await touchscreen.new_page(), language)
    found: dict[str, list[str]] = {}
    views = VIEWS if FULL else VIEWS[LANGUAGES.index(language) :: len(LANGUAGES)]
    for turn, view in [*enumerate(views)][half::2]:
        await shown(person, filled, address, view)
        found[f"{view.name} language"] = [*foreign(await said(person.page), language)]
        found[f"{view.name} picture"] = await leaks(person.page, language)
        *others, last = looks(turn)
        for look in (*others, last):
            await set_screen(person, look)
            found[f"{view.name} {look}"] = await audit(person.page)
            if FULL or look is last:
                found[f"{view.name} {look} axe"] = await violations(person.page)
    wrong = [f"{state}: {what}" for state, whats in found.items() for what in whats]
    assert [] == wrong, "\n".join(wrong)
    notes = [note for note in watchman.noted if not note.startswith(NOTE)]
    broken = [view for view in views[half::2] if view is BROKEN]
    assert ([], len(broken)) == (notes, len(watchman.noted) - len(notes))


@pytest.fixture
def pseudo_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every language be one that nobody speaks."""
    monkeypatch.setattr(i18n, "read_catalogue", pseudo_catalogue)


@HALVES
@pytest.mark.usefixtures("pseudo_language")
async def test_longer_words_fit_and_all_are_translated(
    touchscreen: BrowserContext, filled: FakeStation, address: str, half: int
) -> None:
    """With texts 40 % longer nothing is clipped; what has no brackets was never translated."""
    cookies = {"tingxia-language": "en", "tingxia-motion": "none"}
    await touchscreen.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )
    be_patient(touchscreen)
    person = Person(await touchscreen.new_page(), "en")
    found: dict[str, list[str]] = {}
    views = VIEWS if FULL else VIEWS[::2]
    for turn, view in [*enumerate(views)][half::2]:
        await shown(person, filled, address, view)
        found[f"{view.name} language"] = [*untranslated(await said(person.page))]
        for look in TIGHT if FULL else [TIGHT[turn // 2 % 2]]:
            await set_screen(person, look)
            found[f"{view.name} {look} pseudo"] = await audit(person.page)
    wrong = [f"{state}: {what}" for state, whats in found.items() for what in whats]
    assert [] == wrong, "\n".join(wrong)


@pytest.mark.usefixtures("app")
def test_every_page_there_is_is_looked_at() -> None:
    """A new page without a view fails here."""
    paths = [view.path.split("?")[0] for view in VIEWS]
    routes = {re.sub(r"\{[^}]*\}", "[^/]+", route) for route in Client.page_routes.values()}
    assert set() == {
        route for route in routes if not any(re.fullmatch(route, path) for path in paths)
    }
