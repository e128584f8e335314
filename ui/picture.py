"""A picture of a page for a support bundle: what ``picture.js`` found, without people's words.

It is drawn anew from figures, colours, signs and texts; of these the catalogue's own stay. Nothing
else of what a browser says gets into it.
"""

import re
from typing import Annotated, Final, Literal
from xml.etree import ElementTree

from pydantic import BaseModel, ConfigDict, Field

from .own_words import OwnWords
from .signs import SIGNS

MOST_SHAPES: Final = 2000
MOST_BYTES: Final = 1_000_000
"""A picture that is larger is none of a page of ours."""

_COLOUR: Final = re.compile(r"rgba?\((\d{1,3}), (\d{1,3}), (\d{1,3})(?:, ([01](?:\.\d+)?))?\)")
_SIGN_GRID: Final = 24
_BASELINE: Final = 0.36
"""Of the size of the type, below the middle of a line."""

Figure = Annotated[float, Field(ge=-20_000, le=20_000, allow_inf_nan=False)]
Place = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Shape(_Part):
    layer: int
    """What lies over the page has a higher one."""

    fill: str


class Box(_Shape):
    """A ground with its borders: top, right, bottom, left."""

    kind: Literal["box"]
    x: Figure
    y: Figure
    w: Figure
    h: Figure
    edge: str
    edges: tuple[Figure, Figure, Figure, Figure]
    rounding: Figure


class Sign(_Shape):
    """One of SIGNS."""

    kind: Literal["sign"]
    name: str
    x: Figure
    y: Figure
    w: Figure
    h: Figure


class Run(_Part):
    """Characters of a text that stand in one line and are to be seen."""

    start: Place
    end: Place
    x: Figure
    y: Figure
    w: Figure
    h: Figure


class Text(_Shape):
    """A text, whole as the page has it, so that the catalogue can be asked for it."""

    kind: Literal["text"]
    text: Annotated[str, Field(max_length=10_000)]
    size: Figure
    weight: Annotated[int, Field(ge=1, le=1000)]
    runs: tuple[Run, ...]


class Drawing(_Part):
    """A page as the browser describes it, in the order of painting."""

    width: Annotated[int, Field(gt=0, le=20_000)]
    height: Annotated[int, Field(gt=0, le=20_000)]
    shapes: Annotated[
        tuple[Annotated[Box | Sign | Text, Field(discriminator="kind")], ...],
        Field(max_length=MOST_SHAPES),
    ]


def picture(drawing: Drawing, own: OwnWords, title: str) -> bytes:
    """Return it as SVG. Raises ValueError if it is too large."""
    size = {"width": str(drawing.width), "height": str(drawing.height)}
    view = f"0 0 {drawing.width} {drawing.height}"
    svg = ElementTree.Element(
        "svg", size | {"xmlns": "http://www.w3.org/2000/svg", "viewBox": view}
    )
    svg.set("font-family", "sans-serif")
    ElementTree.SubElement(svg, "title").text = title
    for shape in sorted(drawing.shapes, key=lambda shape: shape.layer):
        match shape:
            case Box():
                _box(svg, shape)
            case Sign():
                _sign(svg, shape)
            case Text():
                _text(svg, shape, own.masked(shape.text))
    made: bytes = ElementTree.tostring(svg, encoding="utf-8", xml_declaration=True)
    if len(made) > MOST_BYTES:
        msg = f"a picture of {len(made)} bytes"
        raise ValueError(msg)
    return made


def _box(svg: ElementTree.Element, box: Box) -> None:
    top, right, bottom, left = box.edges
    is_framed = min(box.edges) > 0
    inset = top / 2 if is_framed else 0.0
    ground = _paint(box.fill) | ({"rx": f"{box.rounding:g}"} if box.rounding > 0 else {})
    if is_framed:
        ground |= _paint(box.edge, "stroke") | {"stroke-width": f"{top:g}"}
    inner = (box.x + inset, box.y + inset, box.w - 2 * inset, box.h - 2 * inset)
    _rect(svg, inner, ground)
    if not is_framed:
        edge = _paint(box.edge)
        _rect(svg, (box.x, box.y, box.w, top), edge)
        _rect(svg, (box.x, box.y + box.h - bottom, box.w, bottom), edge)
        _rect(svg, (box.x, box.y, left, box.h), edge)
        _rect(svg, (box.x + box.w - right, box.y, right, box.h), edge)


def _rect(
    svg: ElementTree.Element, place: tuple[float, float, float, float], paint: dict[str, str]
) -> None:
    x, y, width, height = (f"{figure:g}" for figure in place)
    if min(place[2:]) > 0:
        where = {"x": x, "y": y, "width": width, "height": height}
        ElementTree.SubElement(svg, "rect", where | paint)


def _sign(svg: ElementTree.Element, sign: Sign) -> None:
    if sign.name in SIGNS:
        scale = f"{sign.w / _SIGN_GRID:g} {sign.h / _SIGN_GRID:g}"
        where = f"translate({sign.x:g} {sign.y:g}) scale({scale})"
        drawn = {"d": SIGNS[sign.name], "transform": where}
        ElementTree.SubElement(svg, "path", drawn | _paint(sign.fill))


def _text(svg: ElementTree.Element, text: Text, masked: str) -> None:
    for run in text.runs:
        # As wide as it was, in whatever type the reader's computer has.
        place = {
            "x": f"{run.x:g}",
            "y": f"{run.y + run.h / 2 + _BASELINE * text.size:.5g}",
            "textLength": f"{run.w:g}",
            "lengthAdjust": "spacingAndGlyphs",
            "font-size": f"{text.size:g}",
            "font-weight": str(text.weight),
        }
        ElementTree.SubElement(svg, "text", place | _paint(text.fill)).text = masked[
            run.start : run.end
        ]


def _paint(colour: str, what: str = "fill") -> dict[str, str]:
    """Return what paints in a colour of the browser; nothing where it is none."""
    found = _COLOUR.fullmatch(colour)
    if found is None:
        return {what: "none"}
    red, green, blue = (min(int(part), 255) for part in found.groups()[:3])
    paint = {what: f"#{red:02x}{green:02x}{blue:02x}"}
    return paint if found[4] is None else paint | {f"{what}-opacity": found[4]}
