"""A transcript that somebody corrects."""

from collections.abc import Mapping

from nicegui.testing.user import User

from appliance.config import Settings
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, dispatch, fields, only, sees, tap, until
from ui.widgets.text_field import TextField
from ui.widgets.text_lines import TextLines


async def correct(user: User, station: FakeStation, settings: Settings) -> TextLines:
    """Open the recording and begin to correct it."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    tap(user, "Correct")
    await until(lambda: ("history", ID) in station.shelf.asked)
    await until(lambda: bool(only(user, TextLines).props["editing"]))
    return only(user, TextLines)


def wish(line: Mapping[str, object], **wanted: object) -> dict[str, object]:
    """Return what the browser tells that is wanted of a line."""
    return {"id": 1, "start": line["start"], "was": line["text"], **wanted}


async def proposed(user: User, station: FakeStation, settings: Settings) -> TextField:
    """Correct a line and take up the hot word that is proposed; returns its field."""
    text_lines = await correct(user, station, settings)
    line = text_lines.props["first"][1]
    better = line["text"].replace("良率", "良品率")
    dispatch(text_lines, "change", wish(line, kind="text", text=better))
    await sees(user, "Hot word: 良品")
    tap(user, "Hot word: 良品")
    await sees(user, "Add a hot word")
    return fields(user)["Word"]
