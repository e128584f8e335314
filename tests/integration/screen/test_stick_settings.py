"""What the settings say about sticks."""

from nicegui.testing.user import User

from tests.fakes.station import FakeStation
from tests.integration.screen.person import sees


async def test_who_can_read_an_export_is_told(user: User, station: FakeStation) -> None:
    """Before the advanced settings are opened, with the way to the page of sticks."""
    await user.open("/settings?group=stick")
    await sees(user, "Exports are not encrypted")
    await sees(user, "Take recordings away, bring files in")
    station.export_recipient = "age1owner"
    station.changed()
    await sees(user, "Exports are encrypted")
