"""What a panel or a sheet shows in place of what cannot be read."""

from nicegui.testing.user import User

from appliance.errors import ApplianceError
from tests.fakes.doctor import a_result
from tests.fakes.station import FakeStation
from tests.integration.screen.person import only, sees, sees_no, tap, until
from tests.integration.screen.test_delete_packs_models import touch
from ui.widgets.toast import Toast

REFUSAL = ApplianceError("The disk does not answer.", hint="Restart the box.")


async def test_results_of_the_self_test_that_cannot_be_read_are_tried_again(
    user: User, station: FakeStation
) -> None:
    """The panel says why there are none, and what to do."""
    station.doctor.results = [a_result()]
    station.doctor.refusal = REFUSAL
    await user.open("/doctor")
    await sees(user, "The disk does not answer.")
    await sees(user, "Restart the box.")
    await user.should_not_see("Wrong characters")
    tap(user, "Try again")
    await sees(user, "Wrong characters")
    await sees_no(user, "The disk does not answer.")


async def test_logs_that_cannot_be_read_are_told(user: User, station: FakeStation) -> None:
    """With what to do; no empty sheet opens."""
    station.doctor.results = [a_result()]
    await user.open("/doctor")
    await sees(user, "Wrong characters")
    station.doctor.refusal = REFUSAL
    tap(user, "Logs")
    await until(lambda: "The disk does not answer." == _told(user)["what"])
    assert "Restart the box." == _told(user)["next"]
    await user.should_not_see("Nothing was logged yet.")


async def test_files_of_a_computer_wait_for_lists_of_words_that_can_be_read(
    user: User, station: FakeStation
) -> None:
    """The sheet says why it does not go on, and goes on when it is tried again."""
    station.settings.packs_refusal = REFUSAL
    await user.open("/files")
    tap(user, "Add files")
    tap(user, "This computer")
    await sees(user, "The disk does not answer.")
    await sees(user, "Restart the box.")
    station.settings.packs_refusal = None
    tap(user, "Try again")
    await sees(user, "Files can also be dropped anywhere on the page.")


async def test_lists_of_words_that_cannot_be_read_are_told_in_their_place(
    user: User, station: FakeStation
) -> None:
    """After one of them was deleted; the rest of the settings stays."""
    await user.open("/settings")
    await sees(user, "workshop")
    station.settings.packs_refusal = REFUSAL
    touch(user, "workshop")
    await sees(user, "Tap again to delete")
    touch(user, "workshop")
    await sees(user, "The disk does not answer.")
    await sees(user, "2 hot words · 0 corrections")
    station.settings.packs_refusal = None
    tap(user, "Try again")
    await sees_no(user, "The disk does not answer.")


def _told(user: User) -> dict[str, object]:
    shown = only(user, Toast).props["shown"]
    assert isinstance(shown, dict)
    return shown
