"""The picture of a page is drawn of what is known and of nothing else."""

import json
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError

from ui.own_words import OwnWords
from ui.picture import MOST_BYTES, MOST_SHAPES, Drawing, picture
from ui.pictures import MOST_BROWSERS, LeftPages

OWN = OwnWords(["Record"])
SECRET = "Wieczorek"
RUN = {"start": 0, "end": 10_000, "x": 1, "y": 2, "w": 30, "h": 20}
TEXT = {
    "kind": "text", "text": "Record", "runs": [RUN], "layer": 0, "fill": "rgb(1, 2, 3)",
    "size": 20, "weight": 400,
}  # fmt: skip
BOX = {
    "kind": "box", "x": 0, "y": 0, "w": 90, "h": 50, "layer": 0, "fill": "rgba(0, 0, 0, 0.7)",
    "edge": "rgb(9, 9, 9)", "edges": [0, 0, 2, 0], "rounding": 4,
}  # fmt: skip
SIGN = {"kind": "sign", "name": "check", "x": 0, "y": 0, "w": 24, "h": 24, "layer": 0, "fill": ""}


def drawn(*shapes: dict[str, object]) -> bytes:
    """Return the picture of a page with these shapes, as they come from a browser."""
    told = json.loads(json.dumps({"width": 1280, "height": 800, "shapes": shapes}))
    return picture(Drawing.model_validate(told), OWN, "/history")


def test_a_page_is_drawn_as_it_was_seen() -> None:
    """Grounds, borders, signs and our words in their places; what lies over the page comes last."""
    svg = ElementTree.fromstring(drawn(TEXT | {"layer": 5}, BOX, SIGN))
    assert ["title", "rect", "rect", "path", "text"] == [each.tag.split("}")[1] for each in svg]
    ground, border, _, text = list(svg)[1:]
    assert ("#000000", "0.7") == (ground.get("fill"), ground.get("fill-opacity"))
    assert ("48", "2") == (border.get("y"), border.get("height"))
    assert ("Record", "#010203", "30") == (text.text, text.get("fill"), text.get("textLength"))


@pytest.mark.parametrize(
    "shape",
    [
        TEXT | {"text": SECRET},
        TEXT | {"fill": SECRET},
        TEXT | {"fill": f"rgb(1, 2, 3);{SECRET}"},
        BOX | {"fill": SECRET, "edge": f'"/><text>{SECRET}</text>'},
        SIGN | {"name": SECRET},
        TEXT | {"id": SECRET},
    ],
)
def test_no_word_of_a_browser_gets_into_it(shape: dict[str, object]) -> None:
    """Not as a text, not as a colour, not as a name."""
    assert SECRET.encode() not in drawn(shape)


@pytest.mark.parametrize(
    "shape",
    [BOX | {"x": SECRET}, BOX | {"x": 1e9}, TEXT | {"size": None}, {"kind": SECRET}, {}],
)
def test_what_is_no_shape_is_refused(shape: dict[str, object]) -> None:
    """The page gets no picture then."""
    with pytest.raises(ValidationError):
        drawn(shape)


def test_a_picture_is_bounded() -> None:
    """In its shapes and in its bytes."""
    assert len(drawn(*[BOX] * MOST_SHAPES)) < MOST_BYTES
    with pytest.raises(ValidationError):
        drawn(*[BOX] * (MOST_SHAPES + 1))
    with pytest.raises(ValueError, match="a picture of"):
        drawn(*[TEXT | {"runs": [RUN] * 10}] * MOST_SHAPES)


def test_only_the_last_page_of_a_few_browsers_is_kept() -> None:
    """The box is open for months."""
    left = LeftPages()
    left.keep("first", b"1")
    left.keep("first", b"2")
    assert b"2" == left.of("first")
    for number in range(MOST_BROWSERS):
        left.keep(str(number), b"")
    assert left.of("first") is None
    assert b"" == left.of("0")
