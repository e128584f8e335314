"""Markdown, read by an independent parser."""

from html.parser import HTMLParser

from hypothesis import given, settings
from markdown_it import MarkdownIt

from appliance.export.formats.legible import one_line
from appliance.export.formats.markdown import escaped
from appliance.export.options import ExportOptions, Format
from tests.fakes.export_items import HOSTILE, compact, hostile_item, item, written
from tests.fakes.speech import segment


class Seen(HTMLParser):
    """Tags and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it, and any attribute."""
        self.tags |= {tag, *(name for name, _ in attrs)}

    def handle_data(self, data: str) -> None:
        """Collect."""
        self.text += data


READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def read(document: str) -> Seen:
    """As a page, with everything switched on that readers have."""
    return Seen(READER.render(document))


def test_headings_markers_gaps_and_speech() -> None:
    """The whole document."""
    document = written(item(segment(0.5, "会议 *开始*。")), Format.MARKDOWN).decode()

    assert (
        "# 周会\n\n"
        "- Recorded: 2025-05-01 12:00:00\n- Duration: 00:01:00\n\n"
        "## Markers\n\n"
        "- `00:00:03` Decision: 批准\n\n"
        "## Text\n\n"
        "`00:00:00` 会议 \\*开始\\*。\n\n"
        "> `00:00:02` — not heard for 3.5 s: microphone unplugged —\n\n"
        "> `00:00:03` ◆ Decision: 批准\n"
    ) == document.replace("\r\n", "\n")


@settings(deadline=None)
@given(text=HOSTILE)
def test_a_line_of_text_stays_text(text: str) -> None:
    """One paragraph without any markup, and the same words."""
    line = one_line(text)

    seen = read(escaped(line))

    assert seen.tags <= {"p"}
    assert compact(line) == compact(seen.text)


@settings(deadline=None)
@given(text=HOSTILE)
def test_nothing_in_a_document_becomes_markup_but_what_is_ours(text: str) -> None:
    """No link, picture, table, code block or HTML from what was said, typed or named."""
    for options in (ExportOptions(), ExportOptions(with_times=False, with_speakers=False)):
        seen = read(written(hostile_item(text), Format.MARKDOWN, options).decode())

        assert seen.tags <= {"h1", "h2", "ul", "li", "p", "code", "blockquote", "strong", "em"}
        assert compact(seen.text).count(compact(one_line(text))) >= 4
