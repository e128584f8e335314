"""The lines of a page on which somebody looks for speech."""

from dataclasses import replace

from nicegui.testing.user import User

from tests.fakes.speech import segment, transcript
from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID
from ui.widgets.region_row import RegionRow
from ui.widgets.slider import Slider
from ui.widgets.touch import Words

OTHER_TEXT = transcript(segment(0.5, "先看预算。"), segment(5.2, "再看问题。"))
"""Of the same stretches as `write`'s."""


def rows(user: User) -> list[RegionRow]:
    """Return the lines that are shown."""
    assert user.client is not None
    return [item for item in user.client.elements.values() if isinstance(item, RegionRow)]


def said(user: User) -> list[str]:
    """Return what is written in each line."""
    return [
        next(
            words.text
            for words in row.descendants()
            if isinstance(words, Words) and "said" in words.classes
        )
        for row in rows(user)
    ]


def slider(user: User, label: str) -> Slider:
    """Return the slider of a rule."""
    return next(one for one in user.find(Slider).elements if one.props["label"] == label)


def write(station: FakeStation) -> None:
    """Give the recording a text with words at known times."""
    spoken = transcript(segment(0.5, "先看进度。"), segment(5.2, "再看问题。"))
    station.views[ID] = replace(station.views[ID], transcript=spoken)
