"""Everything there is to be seen on the screen, and how one gets there."""

from dataclasses import replace

from appliance.domain.retention import Fate, Prospect, Reason
from appliance.station.errors import HotWordsChangedError, StationError
from appliance.station.face_lock import LockState
from appliance.station.face_settings import Group
from appliance.station.settings_table import TABLE
from appliance.wire.capture import CaptureState, MicrophoneState
from appliance.wire.shelf import RetentionLine
from tests.browser.away_views import AWAY
from tests.browser.person import Person
from tests.browser.reminder_views import REMINDERS
from tests.browser.stick_views import FILES, STICKS
from tests.browser.view import LONG_NAME, View, lie, reach, taps
from tests.browser.voice_views import VOICES
from tests.fakes.doctor import ailing
from tests.fakes.station import STICK, FakeStation, export_script

ID = "20250512-093000-a1b2"
"""Of the recording in the history that has everything."""

HOT_WORD = ".tap:not(.zoom):has(.sign-plus):visible"
"""Offers what was just corrected."""


def _recording(station: FakeStation) -> None:
    station.hear(state=CaptureState.RECORDING, recording_id=ID, recorded_samples=16_000 * 36_000)
    station.say(*["这个要记下来，明天安排检修。" * 3] * 9, stable="冷却泵", tentative="噪音")


def _trouble(station: FakeStation) -> None:
    _recording(station)
    station.hear(microphone_state=MicrophoneState.LOST, disk_warning=True, virtual=True)
    station.inference = None
    station.captions = replace(station.captions, behind_s=3661.0)
    station.changed()


def _stick(station: FakeStation) -> None:
    station.plugged = (STICK, STICK.model_copy(update={"label": LONG_NAME * 2}))
    station.export_steps = export_script("/media/KINGSTON/Tingxia/2025-05-12/a-long-folder-name")
    station.changed()


async def _mark(person: Person) -> None:
    await person.seen(".markers .tap").nth(2).tap()


async def _stop(person: Person) -> None:
    await person.seen(".big").tap()
    await person.reads(".big", "Tap again to stop")


async def _select(person: Person) -> None:
    await person.tap("Select")
    await person.seen("button.entry").first.tap()
    await person.page.wait_for_selector(".history-bar")


async def _filter(person: Person) -> None:
    await person.tap("Filter and sort")
    await person.page.wait_for_selector(".sheet:visible")


async def _days(person: Person) -> None:
    await _filter(person)
    for place in (1, 2):
        await person.seen(f".day-fields .setting:nth-child({place}) > .tap").first.tap()
        await person.page.wait_for_selector(f".setting:nth-child({place}) > .steppers:visible")


async def _other_rules(person: Person) -> None:
    await person.seen(".rules .slider-line .tap").first.tap()
    await person.button("Keep in the settings").wait_for()


async def _nothing_found(person: Person) -> None:
    await person.seen("input.field").fill("xyzzy")
    await person.page.wait_for_selector(".history-nothing .nothing")


async def _tag(person: Person) -> None:
    await _select(person)
    await person.tap("Tag")
    await person.page.wait_for_selector(".sheet:visible")


async def _correct(person: Person) -> None:
    await person.tap("Correct")
    await person.seen(".line.editable").nth(1).tap()
    await person.page.wait_for_selector(".line.opened")


async def _hot_word(person: Person) -> None:
    await _correct(person)
    await person.seen(".line textarea.field").fill("三号注塑机的良率提高到了 98.5%。")
    await person.seen(".line .strong").tap()
    await person.seen(HOT_WORD).tap()
    await person.page.wait_for_selector(".sheet:visible")


async def _note(person: Person) -> None:
    await person.tap("Correct")
    await person.seen(".line.editable.defect").tap()
    await person.page.wait_for_selector(".sheet:visible")


async def _who(person: Person) -> None:
    await _correct(person)
    await taps("Speaker")(person)


async def _export(person: Person) -> None:
    await person.tap("Export")
    await person.seen(".choice").first.tap()
    await person.page.wait_for_selector(".steps")


def _held(station: FakeStation) -> None:
    station.shelf.refusal = StationError(
        "{recording_id} is on legal hold.",
        hint="If you may, switch “Never delete” off under Details first;"
        " or run `tingxia library hold {recording_id} --off`.",
        recording_id=ID,
    )


def _changed_elsewhere(station: FakeStation) -> None:
    station.settings.refusal = HotWordsChangedError()


async def _words_kept(person: Person) -> None:
    await person.seen("textarea.field").first.fill("锅炉\n冷却泵")
    await person.button("Keep").first.tap()
    await person.page.wait_for_selector(".hot-words-now .tap")


def _trashed(station: FakeStation) -> None:
    lie(station, ID, trashed="2025-05-12T00:00:00+00:00")
    prospect = Prospect(id=ID, fate=Fate.REMOVED, reason=Reason.TRASH_OVER, in_s=432_000.0)
    line = RetentionLine(prospect=prospect, title="", started="2025-05-12T09:30Z", duration_s=60)
    station.shelf.lines = (line,)


async def _not_deleted(person: Person) -> None:
    await taps("Details")(person)
    await person.tap("Delete")
    await person.page.wait_for_selector(".toast.alarm")


def _ailing(station: FakeStation) -> None:
    ailing(station.doctor)
    station.doctor.gate.set()
    station.doctor.bundle_steps = export_script("/media/KINGSTON/Tingxia/support_2025-05-12")
    station.plugged = (STICK,)


def _testing(station: FakeStation) -> None:
    _ailing(station)
    station.doctor.gate.clear()


def _locked(station: FakeStation) -> None:
    station.lock.pin = "135790"


def _kiosk(station: FakeStation) -> None:
    _locked(station)
    station.lock.told = LockState(is_kiosk=True)


async def _advanced(person: Person) -> None:
    await person.tap("Advanced settings")
    await person.page.wait_for_selector(".tap.wide", state="hidden")


async def _all_findings(person: Person) -> None:
    await person.seen(".findings-rest .tap").tap()
    await person.page.wait_for_selector(".finding.ok")


async def _bundled(person: Person) -> None:
    await person.tap("Support bundle")
    await person.seen(".sheet .choice").tap()
    await person.page.wait_for_selector(".sheet .strong")


async def _licence(person: Person) -> None:
    await person.seen("button.row-body").first.tap()
    await person.page.wait_for_selector(".sheet:visible")


async def _backup(person: Person) -> None:
    await person.tap("Back up")
    await person.page.wait_for_selector(".sheet .choice")


async def _type(person: Person) -> None:
    await person.seen("input.field").tap()
    await person.page.wait_for_selector(".keyboard [data-key]")


TRANSCRIPT = f"/transcript/{ID}"

VIEWS = (
    View(name="idle", path="/", shows=".big"),
    View(name="recording", path="/", shows=".captions p", given=_recording, steps=_mark),
    View(name="trouble", path="/", shows=".notice", given=_trouble),
    View(name="stopping", path="/", shows=".captions p", given=_recording, steps=_stop),
    View(name="history", path="/history", shows=".entry"),
    View(name="nothing found", path="/history", shows=".entry", steps=_nothing_found),
    View(name="typing", path="/history", shows=".entry", steps=_type),
    View(name="choosing", path="/history", shows=".entry", steps=_select),
    View(name="filter", path="/history", shows=".entry", steps=_filter),
    View(name="between days", path="/history", shows=".entry", steps=_days),
    View(name="tags", path="/history", shows=".entry", steps=_tag),
    View(name="transcript", path=TRANSCRIPT, shows=".line"),
    View(name="found", path=f"{TRANSCRIPT}?q=生产线", shows=".found-bar"),
    View(name="versions", path=TRANSCRIPT, shows=".line", steps=taps("Text")),
    View(
        name="hot words tried",
        path=TRANSCRIPT,
        shows=".line",
        steps=taps("Text", "Try today's hot words"),
    ),
    View(name="details", path=TRANSCRIPT, shows=".line", steps=taps("Details")),
    View(name="refused", path=TRANSCRIPT, shows=".line", given=_held, steps=_not_deleted),
    View(name="names", path=TRANSCRIPT, shows=".line", steps=taps("Details", "Name speakers")),
    View(name="correcting", path=TRANSCRIPT, shows=".line", steps=_correct),
    View(name="hot word", path=TRANSCRIPT, shows=".line", steps=_hot_word),
    View(name="a note", path=TRANSCRIPT, shows=".line", steps=_note),
    View(name="who speaks", path=TRANSCRIPT, shows=".line", steps=_who),
    View(name="no stick", path=TRANSCRIPT, shows=".line", steps=taps("Export")),
    View(name="exporting", path=TRANSCRIPT, shows=".line", given=_stick, steps=_export),
    View(name="in the trash", path=TRANSCRIPT, shows=".trash-notice .tap", given=_trashed),
    View(name="no such recording", path="/transcript/20200101-000000-0000", shows=".nothing"),
    View(name="speech", path=f"/speech/{ID}", shows=".region"),
    View(name="other rules", path=f"/speech/{ID}", shows=".region", steps=_other_rules),
    View(name="doctor at first", path="/doctor", shows=".finding", given=_ailing),
    View(
        name="self-test",
        path="/doctor",
        shows=".finding",
        given=_testing,
        steps=reach(".panel button", ".panel [role=progressbar]"),
    ),
    View(name="doctor", path="/doctor", shows=".finding", given=_ailing, steps=_all_findings),
    View(name="logs", path="/doctor", shows=".finding", given=_ailing, steps=taps("Logs")),
    View(
        name="bundle",
        path="/doctor",
        shows=".finding",
        given=_ailing,
        steps=taps("Support bundle"),
    ),
    *(
        View(name=f"settings {group}", path=f"/settings?group={group}", shows=".settings-body *")
        for group in Group
    ),
    *(
        View(
            name=f"settings {group} advanced",
            path=f"/settings?group={group}",
            shows=".settings-body *",
            steps=_advanced,
        )
        for group in Group
        if any(row.group is group and row.is_advanced for row in TABLE.values())
    ),
    View(
        name="words changed elsewhere",
        path="/settings",
        shows=".settings-body *",
        given=_changed_elsewhere,
        steps=_words_kept,
    ),
    View(name="unlock", path="/settings", shows=".tools", given=_locked, steps=taps("Locked")),
    View(name="hidden", path="/settings", shows=".locked-cover", given=_kiosk),
    *FILES,
    *STICKS,
    *REMINDERS,
    *VOICES,
    View(name="audit", path="/settings/audit", shows=".main *"),
    View(name="licences", path="/settings/licences", shows=".row", steps=_licence),
    View(
        name="clock",
        path="/settings?group=about",
        shows=".settings-body *",
        steps=reach(".clock-now ~ .row .tap", ".sheet .stepper"),
    ),
    View(name="backup", path="/settings?group=storage", shows=".row", given=_stick, steps=_backup),
    *(
        View(name=f"first step {step}", path=f"/welcome?step={step}", shows=".welcome-body *")
        for step in range(5)
    ),
    View(name="PIN", path="/welcome?step=3", shows=".welcome-body *", steps=taps("Set a PIN")),
    View(name="bundled", path="/doctor", shows=".finding", given=_ailing, steps=_bundled),
    *AWAY,
)
