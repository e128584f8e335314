"""Signed bundles and lists of words of a stick."""

import pytest
from nicegui import ui
from nicegui.testing.user import User

from appliance.bundles.errors import ReplacingError
from appliance.domain.bundle import BundleKind, Replaced
from appliance.domain.stick_contents import Refusal, StickContents, StickFile
from appliance.errors import ApplianceError
from appliance.station.face_sticks import (
    BundleProgress,
    BundleTaken,
    PackOutcome,
    StickStep,
)
from tests.fakes.queued import full_stick
from tests.fakes.station import STICK, FakeStation
from tests.integration.screen.person import (
    only,
    plug,
    sees,
    sees_no,
    tap,
    tap_undo,
    until,
)
from ui.widgets import stick_watch
from ui.widgets.toast import Toast
from ui.widgets.touch import TouchButton

TAKEN = BundleTaken(kind=BundleKind.LEXICON, name="zh-large", version="2", signer="Wang")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sheets follow their sticks at once."""
    monkeypatch.setattr(stick_watch, "LOOK_S", 0.01)


def is_sheet_open(user: User) -> bool:
    """Tell whether a sheet is on the screen."""
    return any(dialog.value for dialog in user.find(ui.dialog).elements)


def can_tap(user: User, words: str) -> bool:
    """Tell whether a button is not switched off."""
    buttons = (one for one in user.find(TouchButton).elements if one.words.text == words)
    return any("aria-disabled" not in one.props for one in buttons)


def said(user: User) -> str:
    """Return what the toast says."""
    return str(only(user, Toast).props["shown"]["what"])


async def test_packs_are_brought_in_and_others_only_on_purpose(
    user: User, station: FakeStation
) -> None:
    """What became of each; a list of the box is replaced only when somebody says so."""
    station.plugged = (STICK,)
    pack = StickFile(path="lexicons/车间.txt", size_bytes=10)
    station.sticks.found = StickContents(lexicons=(pack, pack))
    station.sticks.packs = (
        PackOutcome(
            path="lexicons/人名.txt", name="人名", is_new=True, terms=12, problems=("1", "2")
        ),
        PackOutcome(path=pack.path, name="车间", refusal=Refusal.OTHER_PACK),
    )
    await user.open("/stick")
    await sees(user, "2 lists of words")
    tap(user, "2 lists of words")
    await sees(user, "New in the box · 12 words · 2 lines left out")
    await sees(user, "The box has another list of this name.")
    station.sticks.packs = (PackOutcome(path=pack.path, name="车间", is_new=True, terms=1),)
    tap(user, "Take those of the stick")
    await until(lambda: said(user) == "1 list of words replaced")
    assert ("replace packs", "stick-1", (pack.path,)) == station.sticks.asked[-1]
    tap_undo(user)
    await until(lambda: ("restore replaced packs", "", ("车间",)) == station.sticks.asked[-1])


async def test_lists_of_a_stick_can_be_taken_while_it_is_in(
    user: User, station: FakeStation
) -> None:
    """What became of them stays to be read."""
    station.plugged = (STICK,)
    pack = StickFile(path="lexicons/车间.txt", size_bytes=10)
    station.sticks.found = StickContents(lexicons=(pack,))
    station.sticks.packs = (PackOutcome(path=pack.path, name="车间", refusal=Refusal.OTHER_PACK),)
    await user.open("/stick")
    await sees(user, "1 list of words")
    tap(user, "1 list of words")
    await sees(user, "Take those of the stick")
    await plug(station)
    await until(lambda: not can_tap(user, "Take those of the stick"))
    assert is_sheet_open(user)
    await plug(station, STICK)
    await until(lambda: can_tap(user, "Take those of the stick"))


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [(None, "Taken into the box"), (Refusal.OTHER_PACK, "1 was not taken:")],
)
async def test_lists_that_come_slowly_block_no_page(
    user: User, station: FakeStation, refusal: Refusal | None, expected: str
) -> None:
    """Whoever closed the sheet, or went on to another page, is told what became of them."""
    station.plugged = (STICK,)
    pack = StickFile(path="lexicons/车间.txt", size_bytes=10)
    station.sticks.found = StickContents(lexicons=(pack,))
    station.sticks.packs = (PackOutcome(path=pack.path, name="车间", terms=2, refusal=refusal),)
    station.sticks.import_gate.clear()
    await user.open("/stick")
    await sees(user, "1 list of words")
    tap(user, "1 list of words")
    await sees(user, "Being brought in. Leave the stick in.")
    tap(user, "Close")
    assert not is_sheet_open(user)
    station.sticks.import_gate.set()
    await until(lambda: said(user) == expected)
    assert "车间" in only(user, Toast).props["shown"]["next"]
    assert not is_sheet_open(user)


async def test_bundles_to_choose_of_go_with_their_stick(user: User, station: FakeStation) -> None:
    """One that is being taken says itself that the stick is gone."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    gone = ApplianceError("The stick was pulled out.", hint="Plug it in again.")
    station.sticks.bundle_steps = [gone]
    await user.open("/stick")
    await sees(user, "1 signed bundle")
    tap(user, "1 signed bundle")
    assert is_sheet_open(user)
    await plug(station)
    await until(lambda: not is_sheet_open(user))
    await plug(station, STICK)
    await sees(user, "1 signed bundle")
    station.sticks.import_gate.clear()
    tap(user, "1 signed bundle")
    tap(user, "bundles/zh-large")
    await plug(station)
    await sees(user, "Plug a USB stick in.")
    assert is_sheet_open(user)
    station.sticks.import_gate.set()
    await sees(user, "The stick was pulled out.")


async def test_a_signed_bundle_is_taken(user: User, station: FakeStation) -> None:
    """Who signed it is told; a refusal says why, and the model in use can be loaded."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    refusal = ApplianceError("It is not signed by a trusted key.", hint="Ask who made it.")
    station.sticks.bundle_steps = [BundleProgress(step=StickStep.CHECKING), refusal]
    await user.open("/stick")
    await sees(user, "1 signed bundle")
    tap(user, "1 signed bundle")
    tap(user, "bundles/zh-large")
    await sees(user, "It is not signed by a trusted key.")
    taken = BundleTaken(
        kind=BundleKind.MODEL, name="zh-large", version="2", signer="Wang", uses=("main",)
    )
    station.sticks.bundle_steps = [BundleProgress(step=StickStep.DONE, taken=taken)]
    tap(user, "Try again")
    await sees(user, "zh-large, version 2")
    await sees(user, "Signed by Wang")
    tap(user, "Load the model")
    await until(lambda: "reload" in station.asked)


async def test_what_a_bundle_would_replace_is_replaced_by_another_touch(
    user: User, station: FakeStation
) -> None:
    """To try the same again would help nobody."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    station.sticks.bundle_steps = [
        ReplacingError("Later.", hint="Get the latest one.", what=Replaced.VERSION)
    ]
    await user.open("/stick")
    await sees(user, "1 signed bundle")
    tap(user, "1 signed bundle")
    tap(user, "bundles/zh-large")
    await sees(user, "Later.")
    await sees_no(user, "Try again")
    station.sticks.bundle_steps = [
        ReplacingError("Others.", hint="Keep them.", what=Replaced.PACKS)
    ]
    tap(user, "Take it all the same")
    await sees(user, "Others.")
    taken = BundleTaken(
        kind=BundleKind.LEXICON,
        name="zh-large",
        version="2",
        signer="Wang",
        replaced_packs=("车间",),
    )
    station.sticks.bundle_steps = [BundleProgress(step=StickStep.DONE, taken=taken)]
    tap(user, "Take it all the same")
    await sees(user, "zh-large, version 2")
    asked = [one for one in station.sticks.asked if one[0].startswith("bundle")]
    assert ["bundle", "bundle version", "bundle packs version"] == [one[0] for one in asked]
    assert said(user) == "1 list of words replaced"
    tap_undo(user)
    await until(lambda: ("restore replaced packs", "", ("车间",)) == station.sticks.asked[-1])


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (BundleProgress(step=StickStep.DONE, taken=TAKEN), "Taken into the box"),
        (ApplianceError("It is not signed.", hint="Ask who made it."), "Not taken"),
    ],
    ids=["taken", "failed"],
)
async def test_a_bundle_that_ends_late_leaves_the_sheet_of_another_one(
    user: User, station: FakeStation, end: BundleProgress | ApplianceError, told: str
) -> None:
    """A message tells of it; what is tapped in the sheet is meant for the other one."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    station.sticks.bundle_steps = [end]
    station.sticks.import_gate.clear()
    await user.open("/stick")
    await sees(user, "1 signed bundle")
    tap(user, "1 signed bundle")
    tap(user, "bundles/zh-large")
    await sees(user, "Being brought in. Leave the stick in.")
    tap(user, "Close")
    tap(user, "1 signed bundle")
    await sees(user, "Models and lists of words, signed by whoever made them")
    station.sticks.import_gate.set()
    await until(lambda: said(user) == told)
    await user.should_see("Models and lists of words, signed by whoever made them")
    assert is_sheet_open(user)
