"""What today's hot words would make of a recording, as somebody looks at it and takes it over."""

from dataclasses import replace

import pytest
from nicegui import ui
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.domain.recording import AudioSegment
from appliance.station.errors import StationError
from appliance.station.face_lexicon import CountedPlace, Replayed
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, only, sees, sees_no, tap, until
from ui.widgets.replay_dialog import PAGE_ROWS
from ui.widgets.toast import Toast
from ui.widgets.touch import TouchButton

NOTHING = Replayed(places=(), changed=0, utterances=6, entries=8, is_edited=False)


async def look(user: User, station: FakeStation, settings: Settings) -> None:
    """Open a recording that has its audio, and try the hot words on it."""
    fill(station, settings.paths)
    view = station.views[ID]
    with_audio = replace(
        view.recording, segments=(AudioSegment(file="0001.wav", first_sample=0, sample_count=9),)
    )
    station.views[ID] = replace(view, recording=with_audio)
    await user.open(f"/transcript/{ID}")
    tap(user, "Text")
    await sees(user, "Which text?")
    tap(user, "Try today's hot words")


def is_open(user: User) -> bool:
    """Tell whether a sheet is on the screen."""
    return any(dialog.value for dialog in user.find(ui.dialog).elements)


def offers(user: User, words: str) -> bool:
    """Tell whether the last sheet has a visible button with these words."""
    buttons = user.find(TouchButton).elements
    return any(each.words.text == words and each.visible for each in buttons)


async def test_each_place_is_shown_with_its_cause(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """What stands there now, what would, in which sentence, because of what, and how often."""
    await look(user, station, settings)
    await sees(user, "4 places would change.")
    for words in (
        "家具 → 夹具",
        "下周二之前要把新的夹具装好，由王工负责。",
        "2 places",
        "Hot word: 夹具 · workshop",
        "Rule: 噪因=>噪音 · List of hot words",
        "No hot word of today: other settings, or a word that was removed",
        "Only tried here. Nothing of the recording is changed.",
    ):
        await sees(user, words)
    await sees_no(user, "The corrected text stays")
    assert [] == station.asked


async def test_it_is_taken_over_by_a_tap(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """By making the text again, which keeps the present one; a text people wrote stays."""
    station.lexicon.told = replace(station.lexicon.told, is_edited=True)
    await look(user, station, settings)
    await sees(user, "The corrected text stays as it is")
    tap(user, "Make the text again")
    await until(lambda: station.asked == [f"retranscribe {ID}"])
    said = "The text is being made again. The present one stays."
    await until(lambda: only(user, Toast).props["shown"]["what"] == said)
    await until(lambda: not is_open(user))


async def test_what_takes_its_time_shows_how_far_it_is(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """And can be left at any time."""
    station.lexicon.go_on.clear()
    await look(user, station, settings)
    await sees(user, "Trying today's hot words")
    await sees(user, "50 %")
    tap(user, "Close")
    await until(lambda: not is_open(user))
    station.lexicon.go_on.set()
    tap(user, "Text")
    tap(user, "Try today's hot words")
    await sees(user, "4 places would change.")
    await sees_no(user, "Trying today's hot words")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (NOTHING, "Nothing of this text would change."),
        (replace(NOTHING, entries=0), "No hot words are in use. Write some in the settings."),
    ],
)
async def test_that_nothing_would_change_is_said(
    user: User, station: FakeStation, settings: Settings, told: Replayed, words: str
) -> None:
    """Then there is nothing to take over either."""
    station.lexicon.told = told
    await look(user, station, settings)
    await sees(user, words)
    assert not offers(user, "Make the text again")


async def test_a_text_without_its_audio_is_only_looked_at(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """It cannot be listened to again."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    tap(user, "Text")
    tap(user, "Try today's hot words")
    await sees(user, "4 places would change.")
    assert not offers(user, "Make the text again")
    await user.should_not_see("To take it over")


async def test_a_text_that_cannot_be_looked_at_says_why(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """It may be looked at again in a moment."""
    station.lexicon.refusal = StationError(
        "The text of {recording_id} is not complete yet.",
        hint="Look again when it is.",
        recording_id=ID,
    )
    await look(user, station, settings)
    await sees(user, f"The text of {ID} is not complete yet.")
    await sees(user, "Look again when it is.")
    tap(user, "Try again")
    await sees(user, "4 places would change.")


async def test_many_places_come_in_pages(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """A large pack on a long recording finds hundreds."""
    places = tuple(
        CountedPlace(before=f"old {n}", after=f"new {n}", causes=(), count=1, example="x")
        for n in range(PAGE_ROWS + 1)
    )
    station.lexicon.told = replace(station.lexicon.told, places=places)
    await look(user, station, settings)
    await sees(user, f"old {PAGE_ROWS - 1} → new {PAGE_ROWS - 1}")
    await sees_no(user, f"old {PAGE_ROWS} → new {PAGE_ROWS}")
    tap(user, "Show more")
    await sees(user, f"old {PAGE_ROWS} → new {PAGE_ROWS}")
    assert not offers(user, "Show more")
