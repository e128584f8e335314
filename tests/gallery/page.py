"""The gallery: its groups, one at a time, reached by a row of ways."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from nicegui import ui

from tests.gallery.box import of_the_box
from tests.gallery.controls import controls
from tests.gallery.doctor import of_the_doctor
from tests.gallery.fields import fields
from tests.gallery.files import of_files
from tests.gallery.history import of_the_history
from tests.gallery.messages import messages
from tests.gallery.recording import of_a_recording
from tests.gallery.settings import of_settings
from tests.gallery.signs import signs
from tests.gallery.sticks import of_sticks
from tests.gallery.transcript import of_a_transcript
from ui.frame import frame
from ui.visit import Visit
from ui.widgets.touch import Words

GROUPS: Final[Mapping[str, Callable[[Visit], None]]] = {
    "controls": controls,
    "fields": fields,
    "messages": messages,
    "recording": of_a_recording,
    "history": of_the_history,
    "transcript": of_a_transcript,
    "files": of_files,
    "sticks": of_sticks,
    "settings": of_settings,
    "box": of_the_box,
    "doctor": of_the_doctor,
    "signs": signs,
}
STYLE: Final = Path(__file__).with_name("gallery.css").read_text(encoding="utf-8")


def gallery_page(visit: Visit, group: str) -> None:
    """Build the page with one of the groups."""
    ui.add_head_html(f"<style>{STYLE}</style>")
    with frame(visit, None), ui.element("div").classes("scroll gallery-page"):
        with ui.element("nav").classes("options gallery-groups"):
            for name in GROUPS:
                way = ui.element("a").classes("tap").props(f"href=/gallery?group={name}")
                if name == group:
                    way.classes("strong").props("aria-current=page")
                with way:
                    Words(name.capitalize())
        with ui.element("div").classes("gallery"):
            GROUPS[group](visit)
