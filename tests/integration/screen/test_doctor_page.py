"""The Doctor page, as somebody uses it."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn

import pytest
from nicegui import Client, ui
from nicegui.testing.user import User

from appliance.diagnostics.facts import Facts, HeardFacts
from appliance.station.errors import StationError
from appliance.station.face_doctor import SelfTestProgress, SelfTestStep, Way
from tests.fakes.doctor import ailing
from tests.fakes.gate import behind
from tests.fakes.ready import READY
from tests.fakes.station import STICK, FakeStation, export_script
from tests.integration.screen.person import dispatch, only, sees, sees_no, tap, until
from ui.pages import doctor
from ui.widgets.findings import WAYS
from ui.widgets.text_field import TextField
from ui.widgets.touch import Words

FOLDER = "/media/KINGSTON/Tingxia/support_2025-05-12"


async def test_what_is_wrong_is_shown_with_what_to_do(user: User, station: FakeStation) -> None:
    """The worst first; what is in order when it is asked for; a cause is named once."""
    ailing(station.doctor)
    await user.open("/doctor")
    await sees(user, "1 thing does not work")
    await sees(user, "The disk lasts for 0.2 h of recording (0.1 of 256 GB are free).")
    await sees_no(user, "The library is whole.")
    tap(user, "Show all")
    await sees(user, "The library is whole.")
    tap(user, "Show less")
    await sees_no(user, "The library is whole.")


async def test_why_the_processor_works_is_told_in_the_language_of_the_screen(
    user: User, station: FakeStation
) -> None:
    """Each of the reasons that the recogniser joined; a device is named in words."""
    reason = "cuda: no NVIDIA driver is installed; cpu is what was asked for"
    status = READY.model_copy(update={"asked_device": "cuda", "device_reason": reason})
    station.doctor.facts = Facts(inference=status)
    user.http_client.cookies.set("tingxia-language", "zh-CN")
    await user.open("/doctor")
    await sees(
        user,
        "设置为使用显卡，实际使用的是处理器：NVIDIA 显卡：没有安装 NVIDIA 驱动；指定使用“处理器”",
    )
    tap(user, "显示全部")
    await sees(user, f"{status.model} 已加载并校验（{status.engine}，处理器）。")


async def test_a_next_step_on_a_page_is_a_way_to_it(user: User, station: FakeStation) -> None:
    """It can be tapped; the words before it cannot, and do not look so."""
    ailing(station.doctor)
    await user.open("/doctor")
    await sees(
        user,
        "What to do: Export recordings to a stick, then delete them in the history.",
    )
    await sees(user, "Open the history")
    assert user.client is not None
    ways = {
        one.props["href"]: [part.text for part in one.descendants() if isinstance(part, Words)]
        for one in user.client.elements.values()
        if one.tag == "a" and "tap" in one.classes
    }
    assert ways["/history"] == ["Open the history"]
    assert ways["/settings?group=about"] == ["Open the settings: This box"]


async def test_every_way_leads_to_a_page_that_is_served(user: User) -> None:
    """And every way there is has its words."""
    await user.open("/doctor")
    served = set(Client.page_routes.values())
    assert set(Way) == set(WAYS)
    assert set() == {href.partition("?")[0] for href, _sign, _words in WAYS.values()} - served


async def test_the_numbers_add_up_to_the_rows(user: User, station: FakeStation) -> None:
    """What does not apply here is counted as well."""
    ailing(station.doctor)
    await user.open("/doctor")
    await sees(user, "1 thing does not work")
    tap(user, "Show all")
    await sees(user, "Show less")
    assert user.client is not None
    rows = [one for one in user.client.elements.values() if "finding" in one.classes]
    by_verdict = Counter(row.classes[-1] for row in rows if not row.is_deleted)
    assert {"broken", "attention", "ok", "not-applicable"} == set(by_verdict)
    assert 1 == by_verdict["broken"]
    await sees(user, f"{by_verdict['attention']} more things to look at")
    await sees(user, f"{by_verdict['ok']} checks are in order")
    await sees(user, f"{by_verdict['not-applicable']} do not apply here")


async def test_examining_again_sees_what_changed(user: User, station: FakeStation) -> None:
    """After the fix was made."""
    ailing(station.doctor)
    await user.open("/doctor")
    await sees(user, "1 thing does not work")
    facts = station.doctor.facts
    assert facts.capture is not None
    station.doctor.facts = replace(
        facts,
        sound=replace(facts.sound, muted=()),
        capture=facts.capture.model_copy(update={"silent_s": 0.0, "level_dbfs": -30.0}),
    )
    tap(user, "Examine again")
    await sees(user, "2 things to look at")


async def test_a_page_that_stays_open_examines_by_itself(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One examination at a time; it says when it was, and shows what is otherwise now."""
    monkeypatch.setattr(doctor, "EVERY_S", 0.1)
    gate = asyncio.Event()
    behind(gate, station.doctor, "examine")
    ailing(station.doctor)
    await user.open("/doctor")
    await sees(user, "Examining the box")
    await sees_no(user, "Examined at")
    assert 0 == station.doctor.examined
    gate.set()
    await sees(user, "Examined at")
    await sees(user, "1 thing does not work")
    facts = station.doctor.facts
    assert facts.capture is not None
    station.doctor.facts = replace(
        facts,
        sound=replace(facts.sound, muted=()),
        capture=facts.capture.model_copy(update={"silent_s": 0.0, "level_dbfs": -30.0}),
    )
    await sees(user, "2 things to look at")


@dataclass
class Clock:
    """Shows what it is set to."""

    shown: datetime

    def now(self) -> datetime:
        """See datetime."""
        return self.shown


async def test_what_stays_from_another_day_says_so(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that stood open while the box could not be examined misleads nobody."""
    clock = Clock(datetime(2025, 5, 12, 23, 59))
    monkeypatch.setattr(doctor, "datetime", clock)
    monkeypatch.setattr(doctor, "EVERY_S", 0.1)
    await user.open("/doctor")
    await sees(user, "Examined at 23:59")

    async def failing() -> NoReturn:
        raise StationError("The box is busy.", hint="Wait.")

    monkeypatch.setattr(station.doctor, "examine", failing)
    clock.shown += timedelta(minutes=1)
    await sees(user, "Examined at 12 May 2025 23:59")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (StationError("The box is busy.", hint="Wait."), "The box is busy."),
        (ValueError("a fault of the program"), "The box could not be examined."),
    ],
)
async def test_an_examination_that_fails_says_so_and_can_be_tried_again(
    user: User,
    station: FakeStation,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    words: str,
) -> None:
    """Whatever went wrong: it never stays busy for ever."""

    async def failing() -> NoReturn:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(station.doctor, "examine", failing)
        await user.open("/doctor")
        await until(lambda: user.client is not None and _toasts(user) == words)
    await sees_no(user, "Examining the box")
    tap(user, "Examine again")
    await sees(user, "Examined at")


async def test_the_chain_lives(user: User, station: FakeStation) -> None:
    """A voice shows at once, without examining."""
    ailing(station.doctor)
    await user.open("/doctor")
    await sees(
        user, "No voice yet: say a few words. If this stays, the microphone is too far away."
    )
    station.doctor.facts = replace(
        station.doctor.facts, heard=HeardFacts(samples_per_s=16_000.0, speech=True)
    )
    station.changed()
    await sees(user, "A voice is heard.")
    assert 1 == station.doctor.examined


async def test_a_self_test_shows_its_way_and_its_result(user: User, station: FakeStation) -> None:
    """Progress while it listens, then the figures in words."""
    station.doctor.gate.clear()
    await user.open("/doctor")
    tap(user, "Test now")
    await sees(user, "Listening to the built-in meeting")
    station.doctor.gate.set()
    await sees(user, "Passed")
    await sees(user, "4.1 %")
    await sees(user, "3.2 × speech")
    await sees(user, "Test now")


async def test_a_self_test_that_is_refused_says_why(user: User, station: FakeStation) -> None:
    """And the way stays open to try again."""
    station.doctor.selftest_steps = [
        SelfTestProgress(step=SelfTestStep.LISTENING),
        StationError("A self-test is running already.", hint="Wait for its result."),
    ]
    await user.open("/doctor")
    tap(user, "Test now")
    await until(
        lambda: user.client is not None and _toasts(user) == "A self-test is running already."
    )
    await sees(user, "Test now")


async def test_a_support_bundle_is_made_from_steps_and_marks(
    user: User, station: FakeStation
) -> None:
    """Done is said only when it is verified."""
    station.doctor.bundle_steps = export_script(FOLDER)
    await user.open("/doctor")
    tap(user, "Support bundle")
    await sees(user, "Plug a USB stick in. It appears here by itself.")
    assert user.client is not None
    built = [one for _, one in sorted(user.client.elements.items())]
    texts = [one.text for one in built if isinstance(one, Words) and not one.is_deleted]
    assert texts.index("Plug a USB stick in. It appears here by itself.") < texts.index(
        "What is wrong?"
    )
    tap(user, "A stick is not taken")
    dispatch(only(user, TextField), "change", "I tapped Start.")
    station.plugged = (STICK,)
    station.changed()
    await sees(user, "To which stick?")
    tap(user, "KINGSTON")
    await sees(user, "Verified. The stick is safe to remove.")
    ((target, note, marks),) = station.doctor.bundles
    assert ("/media/KINGSTON", "I tapped Start.") == (str(target), note)
    assert ("A stick is not taken",) == marks


async def test_a_bundle_that_fails_can_be_tried_again(user: User, station: FakeStation) -> None:
    """With what happened and what to do."""
    station.plugged = (STICK,)
    station.doctor.bundle_steps = [StationError("The stick is full.", hint="Take another.")]
    await user.open("/doctor")
    tap(user, "Support bundle")
    await sees(user, "To which stick?")
    tap(user, "KINGSTON")
    await sees(user, "The stick is full.")
    tap(user, "Try again")
    await sees(user, "To which stick?")


async def test_logs_are_shown_warnings_first(user: User, station: FakeStation) -> None:
    """As the program keeps them."""
    ailing(station.doctor)
    await user.open("/doctor")
    tap(user, "Logs")
    await sees(user, "inference died, starts again in 1 s: no progress for 30 s: killed")
    tap(user, "Close")


def _toasts(user: User) -> str:
    """Return what the toast says."""
    assert user.client is not None
    found = [
        each.props["shown"]["what"]
        for each in user.client.elements.values()
        if isinstance(each, ui.element) and "shown" in each.props
    ]
    return str(found[0]) if found else ""


async def test_a_muted_microphone_is_switched_on_by_a_tap(user: User, station: FakeStation) -> None:
    """Beside the finding, whichever names the mixer; then the box is examined again."""
    ailing(station.doctor)
    await user.open("/doctor")
    await sees(user, "The system's mixer has muted: Mic.")
    tap(user, "Unmute")
    await until(lambda: 2 == station.doctor.examined)
    station.changed()
    await sees_no(user, "The system's mixer has muted: Mic.")


async def test_a_microphone_that_stays_muted_keeps_its_finding(
    user: User, station: FakeStation
) -> None:
    """And why is said."""
    ailing(station.doctor)
    station.doctor.stays_muted = True
    await user.open("/doctor")
    await sees(user, "The system's mixer has muted: Mic.")
    tap(user, "Unmute")
    await until(lambda: "The mixer still mutes: Mic." == _toasts(user))
    await until(lambda: 2 == station.doctor.examined)
    await sees(user, "The system's mixer has muted: Mic.")


async def test_what_was_looked_at_before_unmuting_is_not_shown_after_it(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An examination of its own that runs at that moment is made again."""
    monkeypatch.setattr(doctor, "EVERY_S", 0.1)
    ailing(station.doctor)
    examine, gate = station.doctor.examine, asyncio.Semaphore(1)

    async def looked_at_before() -> object:
        found = await examine()
        if station.doctor.examined <= 3:
            await gate.acquire()
        return found

    monkeypatch.setattr(station.doctor, "examine", looked_at_before)
    await user.open("/doctor")
    await sees(user, "The system's mixer has muted: Mic.")
    await until(lambda: 2 == station.doctor.examined)
    tap(user, "Unmute")
    await sees(user, "Examining the box")
    gate.release()
    await until(lambda: 3 == station.doctor.examined)
    await sees(user, "Examining the box")
    gate.release()
    await sees_no(user, "Examining the box")
    station.changed()
    await sees_no(user, "The system's mixer has muted: Mic.")
