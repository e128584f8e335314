"""Packs of hot words that are chosen for files on the screen."""

import pytest
from nicegui.testing.user import User

from appliance.domain.wishes import Wishes
from appliance.station.face_settings import SCREENS_PACK, Pack
from tests.fakes.queued import full_stick, queued, stick_script
from tests.fakes.station import STICK, FakeStation
from tests.integration.screen.person import dispatch, only, sees, tap
from ui.pages import files
from ui.widgets.file_list import FileList
from ui.widgets.several import Several
from ui.widgets.uploads import Uploads


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be drawn at once."""
    monkeypatch.setattr(files, "REFRESH_S", 0.01)


async def test_uploads_have_the_packs_that_are_ticked(user: User) -> None:
    """All at first, which is also what comes later; some; none; and all again."""
    await user.open("/files")
    tap(user, "Add files")
    tap(user, "This computer")
    await sees(user, "Lists of words")
    asked = []
    for name in ("List of hot words", "workshop", "workshop", "List of hot words"):
        asked.append(only(user, Several).chosen)
        tap(user, name)
        asked.append(only(user, Uploads).props["query"])
    assert [
        ("screen", "workshop"), "pack=workshop",
        ("workshop",), "pack=",
        (), "pack=workshop",
        ("workshop",), "",
    ] == asked  # fmt: skip


async def test_files_of_a_stick_have_the_packs_that_are_ticked(
    user: User, station: FakeStation
) -> None:
    """And what was chosen before is still so when the sheet opens again."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    station.sticks.steps = stick_script()
    await user.open("/files")
    tap(user, "Add files")
    tap(user, "KINGSTON")
    await sees(user, "Add 40 files")
    tap(user, "workshop")
    tap(user, "Add 40 files")
    await sees(user, "1 file added")
    assert Wishes(packs=(SCREENS_PACK,)) == station.sticks.wishes
    tap(user, "Done")
    tap(user, "Add files")
    tap(user, "This computer")
    await sees(user, "Files can also be dropped anywhere on the page.")
    assert (SCREENS_PACK,) == only(user, Several).chosen


async def test_where_there_are_no_packs_none_can_be_chosen(
    user: User, station: FakeStation
) -> None:
    """An empty list, and a pack of which nothing can be used, are none."""
    station.settings.written = ""
    station.settings.others = (Pack(name="broken", terms=0, rules=0, problems=("x",)),)
    await user.open("/files")
    tap(user, "Add files")
    tap(user, "This computer")
    await sees(user, "Files can also be dropped anywhere on the page.")
    await user.should_not_see("Lists of words")


async def test_a_file_tells_which_packs_hold_for_it(user: User, station: FakeStation) -> None:
    """Nothing where all do, as everywhere."""
    station.files.files = (
        queued(1, packs=(SCREENS_PACK, "workshop")),
        queued(2, packs=()),
        queued(3),
    )
    await user.open("/files")
    told = {1: "Lists of words: List of hot words, workshop", 2: "No list of words"}
    for number, words in told.items():
        dispatch(only(user, FileList), "deed", {"id": f"{number:08x}", "deed": "open"})
        await sees(user, words)
        tap(user, "Close")
    dispatch(only(user, FileList), "deed", {"id": f"{3:08x}", "deed": "open"})
    await sees(user, "会议 3.mp3")
    for words in told.values():
        await user.should_not_see(words)
