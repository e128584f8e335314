"""Where in the screen a page is."""

from enum import StrEnum

from appliance.station.face_settings import Group


class Place(StrEnum):
    """Its value is the address."""

    RECORD = "/"
    FILES = "/files"
    HISTORY = "/history"
    STICK = "/stick"
    SETTINGS = "/settings"
    AUDIT = "/settings/audit"
    LICENCES = "/settings/licences"
    DOCTOR = "/doctor"
    WELCOME = "/welcome"


def settings_of(group: Group) -> str:
    """Return the address of the settings where one group of them is open."""
    return f"{Place.SETTINGS}?group={group}"
