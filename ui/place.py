"""Where in the screen a page is."""

from enum import StrEnum


class Place(StrEnum):
    """Its value is the address."""

    RECORD = "/"
    FILES = "/files"
    HISTORY = "/history"
    STICK = "/stick"
    SETTINGS = "/settings"
    DOCTOR = "/doctor"
    WELCOME = "/welcome"
