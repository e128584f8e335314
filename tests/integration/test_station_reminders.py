"""The station reminds of a recording that was forgotten."""

from pathlib import Path

from appliance.station.face_reminders import ReminderKind
from tests.fakes.box import fake_box, until
from tests.fakes.inference_server import spoken


async def test_a_recording_in_which_nobody_speaks_is_asked_about(tmp_path: Path) -> None:
    """After as long as was chosen on the screen, in audio that was looked at; until dismissed."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        await station.settings.change("station.ask_after_minutes", 1)
        await station.start_recording()
        await box.capture.hear(spoken(5))
        await until(station, lambda: bool(station.snapshot().captions.finals))
        early = station.reminders.now()
        await box.capture.hear(spoken(*[0] * 62))
        await until(station, lambda: station.reminders.now() is not None)
        reminder = station.reminders.now()
        station.reminders.dismiss()
        later = station.reminders.now()
    assert (None, None) == (early, later)
    assert reminder is not None
    assert (ReminderKind.FORGOTTEN, True) == (reminder.kind, 60 <= reminder.quiet_s <= 63)
