"""What pictures of the documentation show, and how one gets there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from appliance.station.face import Captions
from appliance.station.face_lock import LockState
from appliance.station.face_settings import Group
from appliance.station.face_voice_activation import NOT_CHOSEN
from appliance.wire.capture import CaptureState
from tests.browser.person import Person
from tests.browser.view import ARRIVAL, View, look, reach, taps
from tests.browser.views import HOT_WORD
from tests.browser.voice_views import listen
from tests.fakes.station import FakeStation
from tests.fakes.story import ENGLISH, MEETING
from ui.appearance import TextSize, Theme
from ui.pages.welcome import STEPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(View):
    """A view as one browser wants it."""

    language: str = "zh-CN"
    theme: Theme = Theme.LIGHT
    text: TextSize = TextSize.NORMAL

    @property
    def cookies(self) -> Mapping[str, str]:
        """How that browser keeps what it wants."""
        return {"language": self.language, "theme": self.theme, "text": self.text}


SAID = (
    "各位同事下午好，我们现在开始第二季度的生产例会。",
    "好的，我先汇报一下上周的情况。",
    "一号生产线上周完成了1230件产品，合格率是98.5%。",
)
SAID_IN_ENGLISH = (
    "Good afternoon everybody, let us begin the production meeting.",
    "I will start with last week.",
    "Line one finished 1,230 parts, 98.5 % of them without a defect.",
)
TRANSCRIPT: Final = f"/transcript/{MEETING}"
CORRECTED: Final = "下周二之前要把新的治具装好，由王工负责。"

CENTRED = "(line) => line.scrollIntoView({ block: 'center', behavior: 'instant' })"

ADVANCED = reach(".settings-list .tap.wide", ".setting-card")
"""Steps to what the PIN guards: some groups have little else."""


async def _play(person: Person) -> None:
    await person.seen(".line .said").nth(2).tap()
    await person.page.wait_for_timeout(1200)
    await person.seen(".player .play").tap()


async def _type(person: Person) -> None:
    await person.seen("input.field").tap()
    await person.page.wait_for_selector(".keyboard [data-key]")


async def _compose(person: Person) -> None:
    await _type(person)
    await person.page.wait_for_function("document.documentElement.dataset.keyboard")
    for key in "shengchan":
        await person.page.tap(f'.keyboard [data-key="{key}"]')
    await person.page.wait_for_selector(".offer")


async def _correct(person: Person) -> None:
    await person.tap("Correct")
    await person.seen(".line.editable").nth(2).tap()
    await person.seen(".line textarea.field").fill(CORRECTED)
    await person.seen(".line .strong").tap()
    await person.page.wait_for_selector(HOT_WORD)
    await person.seen(".line.editable").nth(2).evaluate(CENTRED)


async def _add_hot_word(person: Person) -> None:
    await _correct(person)
    await person.seen(HOT_WORD).tap()
    await person.page.wait_for_selector(".sheet:visible")


def reset(station: FakeStation) -> None:
    """Let a meeting be recorded, as every picture begins."""
    station.lock.pin, station.lock.told = "", LockState()
    station.voice_activation, station.captions = NOT_CHOSEN, Captions()
    station.speech.is_silent = False
    station.title = "第二季度生产例会"
    station.hear(
        state=CaptureState.RECORDING,
        recording_id="now",
        recorded_samples=16_000 * 26,
        level_dbfs=-21.0,
        silent_s=0.0,
    )
    station.say(*SAID, stable="二号生产线", tentative="因为温度传感器故障停了半天。")


def _record_in_english(station: FakeStation) -> None:
    station.captions, station.title = Captions(), "Production meeting"
    station.say(*SAID_IN_ENGLISH, stable="Line two stood ", tentative="still for half a day.")


def _idle(station: FakeStation) -> None:
    station.captions, station.title = Captions(), ""
    station.hear(state=CaptureState.IDLE, recording_id=None, recorded_samples=0)


def _listen(station: FakeStation) -> None:
    listen(station)
    _idle(station)


def _lock(station: FakeStation) -> None:
    _idle(station)
    station.lock.pin = "135790"


def _hide(station: FakeStation) -> None:
    _lock(station)
    station.lock.told = LockState(is_kiosk=True)


def _mute(station: FakeStation) -> None:
    _idle(station)
    station.hear(level_dbfs=-90.0, silent_s=9.0)


def _hush(station: FakeStation) -> None:
    _idle(station)
    station.speech.is_silent = True


PICTURES = (
    Picture(name="record", path="/", shows=".captions p"),
    Picture(name="record-dark", path="/", shows=".captions p", theme=Theme.DARK),
    Picture(name="record-factory", path="/", shows=".captions p", theme=Theme.FACTORY),
    Picture(name="record-large", path="/", shows=".captions p", text=TextSize.LARGE),
    Picture(
        name="record-english",
        path="/",
        shows=".captions p",
        given=_record_in_english,
        language="en",
    ),
    Picture(name="listening", path="/", shows=".notice", given=_listen),
    Picture(name="files", path="/files", shows=".file-list", given=_idle),
    Picture(name="history", path="/history", shows=".entry", given=_idle),
    Picture(
        name="filter", path="/history", shows=".entry", given=_idle, steps=taps("Filter and sort")
    ),
    Picture(name="keyboard", path="/history", shows=".entry", given=_idle, steps=_type),
    Picture(name="pinyin", path="/history", shows=".entry", given=_idle, steps=_compose),
    Picture(name="transcript", path=TRANSCRIPT, shows=".line", given=_idle, steps=_play),
    Picture(
        name="transcript-english",
        path=f"/transcript/{ENGLISH}",
        shows=".line",
        given=_idle,
        steps=_play,
        language="en",
    ),
    Picture(name="found", path=f"{TRANSCRIPT}?at=12.0&q=生产线", shows=".found-bar", given=_idle),
    Picture(name="export", path=TRANSCRIPT, shows=".line", given=_idle, steps=taps("Export")),
    Picture(name="corrected", path=TRANSCRIPT, shows=".line", given=_idle, steps=_correct),
    Picture(name="hot-word", path=TRANSCRIPT, shows=".line", given=_idle, steps=_add_hot_word),
    Picture(
        name="hot-words",
        path=TRANSCRIPT,
        shows=".line",
        given=_idle,
        steps=taps("Text", "Try today's hot words"),
    ),
    Picture(name="speech", path=f"/speech/{MEETING}", shows=".region", given=_idle),
    Picture(
        name="no-speech", path=f"/speech/{MEETING}", shows=".region-list .nothing", given=_hush
    ),
    Picture(
        name="stick-sheet",
        path="/history",
        shows=".entry",
        given=ARRIVAL.given,
        steps=ARRIVAL.steps,
    ),
    Picture(name="stick", path="/stick", shows=".main .tap", given=_idle),
    Picture(name="settings", path="/settings", shows=".setting", given=_idle),
    *(
        Picture(
            name=f"settings-{group}",
            path=f"/settings?group={group}",
            shows=".settings-list",
            given=_idle,
            steps=ADVANCED if group in {Group.PRIVACY, Group.STICK} else look,
        )
        for group in Group
        if group is not Group.RECOGNITION  # which is what "settings" shows
    ),
    Picture(name="audit", path="/settings/audit", shows=".audit-line", given=_idle),
    Picture(name="licences", path="/settings/licences", shows=".row", given=_idle),
    Picture(name="lock", path="/settings", shows=".tools", given=_lock, steps=taps("Locked")),
    Picture(name="locked", path="/settings", shows=".locked-cover .tap", given=_hide),
    Picture(name="doctor", path="/doctor", shows=".finding", given=_mute),
    Picture(name="welcome", path="/welcome", shows=".main .tap", given=_idle),
    *(
        Picture(
            name=f"welcome-{step}",
            path=f"/welcome?step={step}",
            shows=".welcome-body *",
            given=_idle,
        )
        for step in range(1, len(STEPS))
    ),
)
