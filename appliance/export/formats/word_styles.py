"""Fonts and styles of a Word document; a reader who wants it otherwise changes a style."""

from typing import Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, CharacterStyle, ParagraphStyle
from docx.text.font import Font

UTTERANCE: Final = "Utterance"
GAP: Final = "Gap"
MARKER: Final = "Marker"
TIME: Final = "Time"
SPEAKER: Final = "Speaker"

_LATIN_FONT: Final = "Calibri"
_BODY_FONT: Final = "SimSun"
_HEADING_FONT: Final = "SimHei"
_HEADINGS: Final = ("Title", "Heading 1", "Heading 2")
_GREY: Final = RGBColor(0x59, 0x59, 0x59)
_BLACK: Final = RGBColor(0, 0, 0)


def prepare(document: Document) -> None:
    """Set the fonts of the template's styles and add ours."""
    _set_page_and_language(document)
    normal = document.styles["Normal"]
    _set_fonts(normal, _BODY_FONT)
    assert isinstance(normal, ParagraphStyle)
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(4)
    for name in _HEADINGS:
        heading = document.styles[name]
        _set_fonts(heading, _HEADING_FONT)
        assert isinstance(heading, ParagraphStyle)
        heading.font.color.rgb = _BLACK
    for name in (UTTERANCE, GAP, MARKER):
        added = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        added.base_style = normal
        added.quick_style = True
    for name in (TIME, SPEAKER):
        document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER).quick_style = True
    _font(document, GAP).italic = True
    _font(document, GAP).color.rgb = _GREY
    _font(document, MARKER).bold = True
    _font(document, TIME).color.rgb = _GREY
    _font(document, SPEAKER).bold = True


def _set_page_and_language(document: Document) -> None:
    """Set A4, and Chinese for East Asian text: Word breaks lines by the rules of the language."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _font(document: Document, name: str) -> Font:
    style = document.styles[name]
    assert isinstance(style, CharacterStyle)
    font: Font = style.font
    return font


def _set_fonts(style: BaseStyle, east_asian: str) -> None:
    """Name the fonts; the theme's, which would win, are removed."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{script}Theme"), None)
    fonts.attrib.pop(qn("w:cstheme"), None)
    for script in ("ascii", "hAnsi"):
        fonts.set(qn(f"w:{script}"), _LATIN_FONT)
    fonts.set(qn("w:eastAsia"), east_asian)
