"""The head of a page that belongs to the settings: the way back and what it is."""

from nicegui import ui

from appliance.station.face_settings import Group

from ..i18n import Language
from ..place import settings_of
from .touch import Sign, Words


class SettingsHead(ui.element):
    """Leads back to the group that the page was opened from."""

    def __init__(self, language: Language, group: Group, heading: str) -> None:
        super().__init__("div")
        _ = language
        self.classes("audit-head")
        with self:
            with ui.element("a").classes("tap").props(f"href={settings_of(group)}"):
                Sign("back")
                Words(_("Settings"))
            with ui.element("h1").classes("heading"):
                Words(heading)
