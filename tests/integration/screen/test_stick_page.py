"""Sticks as somebody uses them."""

import asyncio

import pytest
from nicegui import ui
from nicegui.testing.user import User

from appliance.bundles.errors import ReplacingError
from appliance.domain.bundle import BundleKind, Replaced
from appliance.domain.stick_contents import Refusal, StickContents, StickFile
from appliance.errors import ApplianceError
from appliance.station.face import ExportProgress, ExportStep, Format
from appliance.station.face_sticks import (
    BundleProgress,
    BundleTaken,
    Ejected,
    PackOutcome,
    StickStep,
)
from tests.fakes.queued import full_stick, stick_script
from tests.fakes.station import STICK, FakeStation, export_script
from tests.integration.screen.person import (
    ID,
    dispatch,
    only,
    plug,
    sees,
    sees_no,
    tap,
    tap_undo,
    until,
)
from ui.pages import stick
from ui.widgets import stick_arrival
from ui.widgets.toast import Toast
from ui.widgets.touch import Words


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be drawn at once."""
    monkeypatch.setattr(stick, "REFRESH_S", 0.01)
    monkeypatch.setattr(stick_arrival, "LOOK_S", 0.01)


def said(user: User) -> str:
    """Return what the toast says."""
    return str(only(user, Toast).props["shown"]["what"])


async def tells(user: User, text: str) -> None:
    """Wait until the toast says this."""
    await until(lambda: said(user) == text)


def sticks_to_tap(user: User) -> dict[str, ui.element]:
    """Return the sticks that a sheet offers, by their labels."""
    assert user.client is not None
    found: dict[str, ui.element] = {}
    for element in user.client.elements.values():
        if isinstance(element, Words) and element.classes.count("what"):
            for ancestor in element.ancestors():
                if "choice" in ancestor.classes:
                    found[element.text] = ancestor
    return found


def choices(user: User) -> list[str]:
    """Return the labels of the sticks that a sheet offers."""
    return list(sticks_to_tap(user))


def tap_choice(user: User, label: str) -> None:
    """Tap a stick that a sheet offers."""
    dispatch(sticks_to_tap(user)[label], "click", [])


async def through(station: FakeStation, steps: int | None = None) -> None:
    """Let an export go on by so many steps, by default to its end."""
    for _step in range(len(station.export_steps) if steps is None else steps):
        station.export_gate.set()
        await until(lambda: not station.export_gate.is_set())


async def test_no_stick_says_what_to_do(user: User, station: FakeStation) -> None:
    """It appears by itself, and goes by itself."""
    await user.open("/stick")
    await sees(user, "No stick")
    await sees(user, "Plug a USB stick in.")
    await plug(station, STICK)
    await sees(user, "14.2 GB of 31.0 GB free")
    await sees_no(user, "Plug a USB stick in.")
    await plug(station)
    await sees_no(user, "31.0 GB")
    await sees(user, "Plug a USB stick in.")


async def test_a_stick_that_is_not_open_says_what_to_do(user: User, station: FakeStation) -> None:
    """By what is written on it, also below one that is open; nobody is told that there is none."""
    station.sticks.unopened = ("Intenso Rainbow (8.0 GB)",)
    await user.open("/stick")
    await sees(user, "Stick not open")
    await sees(user, "Plugged in, but not open: Intenso Rainbow (8.0 GB).")
    await sees(user, "To use it, pull it out and plug it in again.")
    await sees_no(user, "No stick")
    await plug(station, STICK)
    await sees(user, "14.2 GB of 31.0 GB free")
    await sees(user, "Plugged in, but not open: Intenso Rainbow (8.0 GB).")
    station.sticks.unopened = ()
    await plug(station, STICK)
    await sees_no(user, "Intenso")
    await plug(station)
    await sees(user, "Plug a USB stick in.")


async def test_what_is_on_it_is_explained(user: User, station: FakeStation) -> None:
    """What can be brought in, what cannot and why, what was left out."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    await user.open("/stick")
    await sees(user, "40 sound files")
    await sees(user, "1 list of words")
    await sees(user, "It is not signed. Ask the administrator for a signed bundle.")
    await sees(user, "3 sound files of exports of this box are left out.")
    tap(user, "2 cannot be taken")
    await sees(user, "It only points to another file. Copy that file onto the stick.")
    await sees(user, "录音/空.wav")


async def test_an_empty_stick_and_one_that_cannot_be_read(user: User, station: FakeStation) -> None:
    """Both say so; the second can be looked at again."""
    station.plugged = (STICK,)
    station.sticks.refusal = ApplianceError("The stick is unreadable.", hint="Take another.")
    await user.open("/stick")
    await sees(user, "The stick is unreadable.")
    tap(user, "Try again")
    await sees(user, "Nothing to bring in")


async def test_a_read_only_stick_takes_nothing_away(user: User, station: FakeStation) -> None:
    """It says what to move, and still gives."""
    station.plugged = (STICK.model_copy(update={"writable": False}),)
    station.sticks.found = full_stick()
    await user.open("/stick")
    await sees(user, "This stick is read only.")
    await sees(user, "Move the lock at its side")
    await sees_no(user, "What is new")
    await sees(user, "40 sound files")


async def test_what_is_new_is_exported_to_this_stick(user: User, station: FakeStation) -> None:
    """Other sticks are not asked about; afterwards the stick can be let go."""
    other = STICK.model_copy(update={"identity": "stick-2", "label": "ANOTHER"})
    station.plugged = (STICK, other)
    station.export_steps = export_script("/media/KINGSTON/Tingxia")
    await user.open("/stick")
    await sees(user, "ANOTHER")
    tap(user, "What is new")
    await sees(user, "Which stick?")
    assert ["KINGSTON"] == choices(user)
    tap_choice(user, "KINGSTON")
    await through(station)
    await sees(user, "Verified. The stick is safe to remove.")
    assert [(["new"], "/media/KINGSTON")] == [
        (ids, str(target)) for ids, target in station.exported
    ]
    tap(user, "Done")
    tap(user, "Remove the stick")
    await sees(user, "Pull stick KINGSTON out now.")
    assert ("eject", "stick-1", None) == station.sticks.asked[-1]


async def test_nothing_new_is_no_success_without_files(user: User, station: FakeStation) -> None:
    """Nothing was written, so nothing is called verified."""
    station.plugged = (STICK,)
    station.export_steps = [ExportProgress(step=ExportStep.DONE)]
    await user.open("/stick")
    tap(user, "What is new")
    tap_choice(user, "KINGSTON")
    await through(station)
    await sees(user, "All recordings with text were exported before.")
    await sees_no(user, "Verified.")


async def test_many_recordings_are_counted(user: User, station: FakeStation) -> None:
    """Which one it is, of how many."""
    station.plugged = (STICK,)
    names = ("2025-05-12 早会", "2025-05-12 评审", "2025-05-13 巡检")
    station.export_steps = [
        *(ExportProgress(step=ExportStep.CHECKING, file=name) for name in names),
        *(ExportProgress(step=ExportStep.WRITING, file=f"{name}/a.txt") for name in names),
        ExportProgress(
            step=ExportStep.DONE,
            folder="/media/KINGSTON/Tingxia",
            files=tuple(f"{names[number % 3]}/{number}.txt" for number in range(205)),
            recordings=3,
        ),
    ]
    await user.open("/stick")
    tap(user, "All recordings")
    tap_choice(user, "KINGSTON")
    await through(station, 5)
    await sees(user, "Recording 2 of 3")
    await through(station, 2)
    await sees(user, "3 recordings")
    await sees(user, "and 5 more files")


async def test_what_an_export_is_made_of_is_chosen_and_kept(
    user: User, station: FakeStation
) -> None:
    """Formats, words, speakers, times; kept for the next export of the visit."""
    station.plugged = (STICK,)
    station.export_recipient = "age1" + "q" * 58
    await user.open("/stick")
    tap(user, "All recordings")
    await sees(user, "Written is: TXT SRT JSON")
    await sees(user, "Encrypted")
    tap(user, "Change")
    await sees(user, "Encrypted: only the owner of this key can read it.")
    for words in ("Text (TXT)", "All data (JSON)", "Subtitles (SRT)", "Word (DOCX)"):
        tap(user, words)  # the third cannot be taken away: one always stays
    for words in ("As heard", "With speakers", "With times", "Sound (FLAC)", "Done"):
        tap(user, words)
    summed_up = "Written is: DOCX SRT FLAC · as heard · without speakers · without times"
    await sees(user, summed_up)
    tap(user, "Cancel")
    tap(user, "What is new")
    await sees(user, summed_up)
    tap_choice(user, "KINGSTON")
    await until(lambda: station.export_options is not None)
    options = station.export_options
    assert options is not None
    assert (Format.DOCX, Format.SRT, Format.FLAC) == options.formats
    assert (True, False, False) == (
        options.use_raw_text,
        options.with_speakers,
        options.with_times,
    )


async def test_options_stay_open_while_sticks_come_and_go(user: User, station: FakeStation) -> None:
    """Nobody is thrown out of what is being chosen."""
    station.add_recording(ID)
    station.plugged = (STICK,)
    await user.open(f"/transcript/{ID}")
    tap(user, "Export")
    tap(user, "Change")
    await plug(station)
    await asyncio.sleep(0.6)  # a look at the sticks
    await sees(user, "Kinds of files")


async def test_a_failed_export_keeps_the_originals(user: User, station: FakeStation) -> None:
    """And says so."""
    station.plugged = (STICK,)
    station.export_steps = [ApplianceError("The stick is full.", hint="Take another.")]
    await user.open("/stick")
    tap(user, "All recordings")
    tap_choice(user, "KINGSTON")
    await through(station)
    await sees(user, "The export changed nothing on the box.")


async def test_audio_is_brought_in(user: User, station: FakeStation) -> None:
    """As on the page of files, without asking which stick."""
    station.plugged = (STICK,)
    station.sticks.found = full_stick()
    station.sticks.steps = stick_script()
    await user.open("/stick")
    await sees(user, "40 sound files")
    tap(user, "40 sound files")
    await sees(user, "Add 40 files")
    tap(user, "Add 40 files")
    await sees(user, "1 file added")
    await sees(user, "1 was not taken:")


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


async def test_without_the_mount_helper_it_says_what_is_left_to_do(
    user: User, station: FakeStation
) -> None:
    """Everything is written, but the computer still holds the stick."""
    station.plugged = (STICK,)
    station.sticks.ejected = Ejected(is_unmounted=False)
    await user.open("/stick")
    tap(user, "Remove the stick")
    await sees(user, "This computer still holds the stick.")
    await sees(user, "umount /media/KINGSTON")
    await sees_no(user, "Safe to remove")


async def test_a_stick_in_use_says_so_until_it_may_be_pulled(
    user: User, station: FakeStation
) -> None:
    """On its card and at the foot of every page, whoever began it and from whichever page."""
    station.plugged = (STICK,)
    station.sticks.used = frozenset({STICK.identity})
    await user.open("/stick")
    await sees(user, "In use. Leave it in.")
    await sees(user, "Stick KINGSTON: in use, leave it in")
    station.sticks.used = frozenset()
    station.changed()
    await sees_no(user, "In use. Leave it in.")
    await sees(user, "Stick KINGSTON: 14.2 GB free")


async def test_a_stick_in_use_is_not_let_go(user: User, station: FakeStation) -> None:
    """It says to leave it in, and can be tried again."""
    station.plugged = (STICK,)
    await user.open("/stick")
    await sees(user, "Nothing to bring in")
    station.sticks.refusal = ApplianceError("It is being read.", hint="Wait, then try again.")
    tap(user, "Remove the stick")
    await sees(user, "Leave the stick in")
    await sees(user, "Wait, then try again.")
    tap(user, "Try again")
    await sees(user, "Pull stick KINGSTON out now.")


async def test_nobody_has_to_wait_for_a_stick_that_takes_its_time(
    user: User, station: FakeStation
) -> None:
    """The sheet can be closed; a toast tells when the stick may be pulled, or why not yet."""
    station.plugged = (STICK,)
    await user.open("/stick")
    for refusal, expected in (
        (None, "Pull stick KINGSTON out now."),
        (ApplianceError("It is being read.", hint="Wait."), "It is being read."),
    ):
        station.sticks.eject_gate.clear()
        tap(user, "Remove the stick")
        await sees(user, "Writing what is left. Leave the stick in.")
        tap(user, "Close")
        station.sticks.refusal = refusal
        station.sticks.eject_gate.set()
        await tells(user, expected)


async def test_a_stick_that_comes_and_goes_leaves_no_sheet(
    user: User, station: FakeStation
) -> None:
    """However often it is plugged in."""
    await user.open("/stick")
    assert user.client is not None
    elements = user.client.elements.values()

    def sheets() -> int:
        return sum(isinstance(element, ui.dialog) for element in elements)

    before = sheets()
    await plug(station, STICK)
    await sees(user, "From the box onto the stick")
    await plug(station)
    await sees_no(user, "From the box onto the stick")
    assert before == sheets()
