"""Paragraphs of a Word document, many of them.

python-docx looks for the end of the document, and for every style by its name, at each new
paragraph; of a day's text that is most of the time. Here both are known.
"""

from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

from appliance.domain.columns import is_wide


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style of characters; empty for that of the paragraph."""

    text: str
    style: str = ""


class WordBody:
    """The end of a document's text."""

    def __init__(self, document: Document) -> None:
        self._end = document.element.body.find(qn("w:sectPr"))
        self._style_ids = {style.name: style.style_id for style in document.styles}

    def add(self, style: str, *runs: Run) -> None:
        """Add a paragraph. The text holds nothing that XML forbids, and no line ends."""
        paragraph = OxmlElement("w:p")
        paragraph_properties = OxmlElement("w:pPr")
        paragraph_properties.append(self._reference("w:pStyle", style))
        paragraph.append(paragraph_properties)
        for run in runs:
            element = OxmlElement("w:r")
            if (properties := self._run_properties(run)) is not None:
                element.append(properties)
            text = OxmlElement("w:t")
            text.text = run.text
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            element.append(text)
            paragraph.append(element)
        self._end.addprevious(paragraph)

    def _run_properties(self, run: Run) -> BaseOxmlElement | None:
        """Name the style; quotes and dashes in Chinese text are shown wide."""
        is_chinese = any(map(is_wide, run.text))
        if not run.style and not is_chinese:
            return None
        properties = OxmlElement("w:rPr")
        if run.style:
            properties.append(self._reference("w:rStyle", run.style))
        if is_chinese:
            fonts = OxmlElement("w:rFonts")
            fonts.set(qn("w:hint"), "eastAsia")
            properties.append(fonts)
        return properties

    def _reference(self, tag: str, style: str) -> BaseOxmlElement:
        element = OxmlElement(tag)
        element.set(qn("w:val"), self._style_ids[style])
        return element
