"""The languages that are spoken, where somebody chooses one."""

from nicegui.testing.user import User

from tests.fakes.ready import READY
from tests.fakes.station import FakeStation
from tests.integration.screen.person import dispatch, only, sees, tap, until
from ui.widgets.history_list import HistoryList
from ui.widgets.uploads import Uploads


async def test_all_languages_of_the_model_are_offered(user: User, station: FakeStation) -> None:
    """The usual ones of very many at first; what the model cannot do is not offered."""
    many = ("de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "yue", "zh")
    told = {"languages": many, "detects_language": False}
    station.inference = READY.model_copy(update=told)
    await user.open("/files")
    tap(user, "Add files")
    tap(user, "This computer")
    await sees(user, "Cantonese")
    await user.should_not_see("Portuguese")
    await user.should_not_see("Find out")
    tap(user, "More languages")
    await sees(user, "Portuguese")
    await user.should_not_see("More languages")
    tap(user, "Portuguese")
    assert "language=pt" == only(user, Uploads).props["query"]
    tap(user, "Cancel")
    tap(user, "Add files")
    tap(user, "This computer")
    await sees(user, "Portuguese")
    await user.should_not_see("Polish")


async def test_texts_in_any_language_of_the_model_are_found(
    user: User, station: FakeStation
) -> None:
    """Not only those of the screen; it stays as a condition in the address."""
    await user.open("/history")
    tap(user, "Filter and sort")
    await sees(user, "Cantonese")
    tap(user, "Cantonese")
    await sees(user, "Filter and sort (1)")
    dispatch(only(user, HistoryList), "want", {"start": 0, "end": 9, "asked": 1})
    await until(lambda: bool(station.search.asked))
    assert "yue" == station.search.asked[-1][1].language
    await user.open("/history?language=yue")
    await sees(user, "Filter and sort (1)")
