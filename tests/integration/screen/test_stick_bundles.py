"""Signed bundles and lists of words of a stick."""

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
    sees,
    sees_no,
    tap,
    tap_undo,
    until,
)
from ui.widgets.toast import Toast


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
