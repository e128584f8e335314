"""History and transcripts as somebody uses them."""

import asyncio
from typing import Any

import pytest
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.station.face_search import FoundRecording, SegmentMatch
from tests.fakes.ready import READY
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from tests.integration.screen.person import (
    ID,
    dispatch,
    only,
    sees,
    sees_no,
    tap,
    tap_undo,
    until,
)
from ui.i18n import Languages
from ui.pages import history, transcript
from ui.widgets.history_list import HistoryList, row_for_browser
from ui.widgets.text_field import TextField
from ui.widgets.text_lines import TextLines


async def rows(
    user: User, monkeypatch: pytest.MonkeyPatch, start: int = 0, end: int = 20
) -> list[dict[str, Any]]:
    """Return the rows that the browser gets when it asks for these."""
    shown = only(user, HistoryList)
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(shown, "run_method", lambda *message: sent.append(message))
    dispatch(shown, "want", {"start": start, "end": end, "asked": 7})
    await until(lambda: "put" in {message[0] for message in sent})
    (message,) = (message for message in sent if message[0] == "put")
    assert (start, 7) == (message[1], message[3])
    found = message[2]
    assert isinstance(found, list)
    return found


async def test_an_empty_history_tells_how_to_fill_it(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first visit."""
    await user.open("/history")
    assert [] == await rows(user, monkeypatch)
    await sees(user, "No recordings yet")


async def test_the_history_lists_what_there_is(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days, times, lengths, words, how far the text is, marks and gaps."""
    fill(station, settings.paths)
    await user.open("/history")
    first, second, third, fourth = await rows(user, monkeypatch)
    assert ("12 May 2025", "09:30", "1 min 1 s") == (first["day"], first["clock"], first["length"])
    assert "我们开始今天的例会，先看上周的进度。" == first["excerpt"][0]["text"]
    assert ["Text complete", "2 markers", "1 gap"] == [fact["words"] for fact in first["facts"]]
    assert "第二季度质量评审会" == second["name"][0]["text"]
    assert "Text 40 % done" == third["facts"][0]["words"]
    assert "No text: open it to see why" == fourth["facts"][0]["words"]


async def test_a_long_history_is_read_where_it_is_looked_at(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser knows how many there are and asks for those in sight."""
    for number in range(60):
        station.add_recording(f"20250512-0930{number:02}-0000", texts=(f"Talk {number}.",))
    await user.open("/history")
    found = await rows(user, monkeypatch, 50, 54)
    assert 60 == only(user, HistoryList).props["total"]
    assert ["Talk 9.", "Talk 8.", "Talk 7.", "Talk 6."] == [
        row["excerpt"][0]["text"] for row in found
    ]


async def test_typing_searches_and_conditions_count(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search is asked with what was typed and chosen."""
    fill(station, settings.paths)
    await user.open("/history")
    dispatch(only(user, TextField), "change", " 锅炉 ")
    (found,) = await rows(user, monkeypatch)
    assert found["id"].startswith("20250511-101000")
    tap(user, "Filter and sort")
    await sees(user, "Over 1 h")
    tap(user, "Over 1 h")
    await sees(user, "Filter and sort (1)")
    await rows(user, monkeypatch)
    query, only_these = station.search.asked[-1]
    assert ("锅炉", 3600.0) == (query, only_these.least_duration_s)


async def test_the_filter_offers_the_languages_of_the_recordings(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, also those that the present model does not know, however many it knows."""
    many = ("zh", "en", "af", "cs", "de", "es", "it", "nl", "pl", "pt")
    station.inference = READY.model_copy(update={"languages": many})
    station.search.heard = ("fr", "zh")
    await user.open("/history")
    tap(user, "Filter and sort")
    await sees(user, "French")
    await user.should_not_see("German")
    tap(user, "French")
    await sees(user, "Filter and sort (1)")
    await rows(user, monkeypatch)
    assert "fr" == station.search.asked[-1][1].language
    tap(user, "More languages")
    await sees(user, "German")


async def test_the_order_that_is_chosen_is_asked_for(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no condition, and stays when all recordings are shown again."""
    fill(station, settings.paths)
    await user.open("/history?sort=longest&length=long")
    assert "20250512-081500" == (await rows(user, monkeypatch))[0]["id"][:15]
    tap(user, "Filter and sort (1)")
    await sees(user, "Show all")
    tap(user, "Show all")
    assert "20250512-081500" == (await rows(user, monkeypatch))[0]["id"][:15]
    tap(user, "Filter and sort")
    await sees(user, "Oldest first")
    tap(user, "Oldest first")
    assert "20250511-101000" == (await rows(user, monkeypatch))[0]["id"][:15]


def test_what_was_found_is_marked() -> None:
    """In the title and in the words; the row leads to the place."""
    station = FakeStation()
    summary = station.add_recording(ID, title="温度会", texts=("一", "二")).summary
    match = SegmentMatch(start_sample=32000, end_sample=48000, text="二号温度高", ranges=((2, 4),))
    one = FoundRecording(summary=summary, title_ranges=((0, 2),), matches=(match,))
    row = row_for_browser(one, Languages("en").choose(None), "温度 & 泵")
    assert f"/transcript/{ID}?at=2.0&q=%E6%B8%A9%E5%BA%A6%20%26%20%E6%B3%B5" == row["href"]
    assert [("二号", False), ("温度", True), ("高", False)] == [
        (part["text"], part["found"]) for part in row["excerpt"]
    ]
    assert [("温度", True), ("会", False)] == [
        (part["text"], part["found"]) for part in row["name"]
    ]


async def test_chosen_ones_are_tagged_held_deleted_and_brought_back(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Each deed is one tap for all of them."""
    fill(station, settings.paths)
    await user.open("/history")
    tap(user, "Select")
    shown = only(user, HistoryList)
    ids = sorted(station.views)[:2]
    for recording_id in (*ids, "other", "other"):
        dispatch(shown, "choose", recording_id)
    await sees(user, "2 chosen")
    tap(user, "Never delete")
    await until(lambda: ("hold", ids[1], True) in station.shelf.asked)
    tap(user, "Tag")
    await sees(user, "Take away")
    (add,) = (field for field in user.find(TextField).elements if field.props["label"] == "Add")
    dispatch(add, "change", "周会，质量")
    tap(user, "Keep")
    await until(lambda: ("tag", ids[1], ("周会", "质量"), ()) in station.shelf.asked)
    tap(user, "Delete")
    await until(lambda: ("delete", *ids) in station.shelf.asked)
    tap_undo(user)
    await until(lambda: ("restore", *ids) in station.shelf.asked)


async def test_nothing_stays_chosen_that_is_not_in_the_list(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Another search or condition begins with nothing chosen."""
    fill(station, settings.paths)
    await user.open("/history")
    tap(user, "Select")
    shown = only(user, HistoryList)
    dispatch(shown, "choose", min(station.views))
    await sees(user, "1 chosen")
    dispatch(only(user, TextField), "change", "夹具")
    await sees(user, "Tap recordings")
    assert ([], True) == (shown.props["chosen"], shown.props["selecting"])


async def test_an_address_brings_what_was_asked(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed words, conditions and the place."""
    fill(station, settings.paths)
    await user.open("/history?q=锅炉&length=long&days=nonsense&row=3.5")
    await sees(user, "Filter and sort (1)")
    assert ("锅炉", 3.5) == (
        only(user, TextField).value,
        only(user, HistoryList).props["first"],
    )
    await rows(user, monkeypatch)
    query, only_these = station.search.asked[-1]
    assert ("锅炉", 3600.0) == (query, only_these.least_duration_s)


async def test_more_tags_than_can_be_kept_are_told(user: User, station: FakeStation) -> None:
    """In the field, before anything is done; and where a recording has too many already."""
    station.add_recording(ID)
    await user.open("/history")
    tap(user, "Select")
    dispatch(only(user, HistoryList), "choose", ID)
    await sees(user, "1 chosen")
    tap(user, "Tag")
    await sees(user, "Take away")
    (add,) = (field for field in user.find(TextField).elements if field.props["label"] == "Add")
    dispatch(add, "change", " ".join(map(str, range(51))))
    tap(user, "Keep")
    await until(lambda: "At most 50 tags can be kept. Take some away." == add.props["error"])
    assert [] == station.shelf.asked
    station.shelf.most_tags = 1
    dispatch(add, "change", "周会 质量")
    tap(user, "Keep")
    told = "周会 has 50 tags already. Take some away first."
    await until(lambda: told == add.props["error"])


async def test_all_that_was_found_can_be_chosen(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Also what is not in sight; not what is being recorded."""
    fill(station, settings.paths)
    await user.open("/history")
    tap(user, "Select")
    tap(user, "All")
    await sees(user, "4 chosen")
    assert sorted(station.views, reverse=True) == only(user, HistoryList).props["chosen"]


async def test_the_cookie_chooses_the_language(user: User) -> None:
    """The other one is offered in itself."""
    await user.open("/")
    await sees(user, "中文")
    user.http_client.cookies.set("tingxia-language", "zh-CN")
    await user.open("/")
    await sees(user, "准备就绪")
    await sees(user, "English")


async def test_a_text_with_a_hole_says_so(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Complete does not mean that everything was understood."""
    problem = "Not recognised from 0:00:01 to 0:00:02: the recogniser crashed there."
    station.add_recording(ID, texts=("We begin.",), problem=problem)
    await user.open("/history")
    (row,) = await rows(user, monkeypatch)
    short = "There was a problem: open it to see which"
    assert ["Text complete", short] == [fact["words"] for fact in row["facts"]]
    await user.open(f"/transcript/{ID}")
    await sees(user, "Text complete")
    await sees(user, problem)


async def test_a_text_is_read_again_only_if_something_is_new(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four hours of text are half a second of work for the library, which finals wait for."""
    monkeypatch.setattr(transcript, "REFRESH_S", 0.01)
    station.add_recording(ID, texts=("Old.",))
    await user.open(f"/transcript/{ID}")
    await until(lambda: bool(station.listeners))
    for _turn in range(10):
        station.hear(level_dbfs=-30.0)
        await asyncio.sleep(0.02)
    assert station.texts_read == 1
    station.add_recording(ID, texts=("New.",))
    station.changed()
    await until(lambda: only(user, TextLines).props["first"][0]["text"] == "New.")
    assert station.texts_read == 2


async def test_a_rebuilt_library_is_told_until_somebody_has_read_it(
    user: User, station: FakeStation
) -> None:
    """Not for the weeks until the next start."""
    station.library_notice = "The library was damaged and is rebuilt from the recordings."
    await user.open("/")
    await sees(user, station.library_notice)
    tap(user, "Understood")
    await sees_no(user, "The library was damaged")
    assert station.library_notice == ""


async def test_the_library_is_read_again_only_if_something_is_new(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for every word about the level; while something is recorded its line grows."""
    monkeypatch.setattr(history, "REFRESH_S", 0.0)
    station.add_recording(ID, texts=("One.",))
    await user.open("/history")
    renewed: list[str] = []
    monkeypatch.setattr(
        only(user, HistoryList), "run_method", lambda name, *_: renewed.append(name)
    )
    for level_dbfs in (-50.0, -40.0):
        station.hear(level_dbfs=level_dbfs)
    station.add_recording("20250513-070000-0001", texts=("Two.",))
    station.changed()
    await until(lambda: bool(renewed))
    assert ["renew"] == renewed
