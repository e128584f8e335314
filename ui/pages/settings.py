"""The settings: groups beside their settings, each with what it does and where it comes from."""

from collections.abc import Callable, Mapping
from functools import partial

from nicegui import ui

from appliance.station.face_settings import Group, Setting, SettingsView

from ..filling import Filling
from ..frame import frame
from ..i18n import mark
from ..notice import Notice
from ..place import Place, settings_of
from ..visit import Visit
from ..widgets.about_panel import AboutPanel
from ..widgets.appearance_panel import AppearancePanel
from ..widgets.backup_panel import BackupPanel
from ..widgets.choice import Choice
from ..widgets.clock_panel import ClockPanel
from ..widgets.hot_words_panel import HotWordsPanel
from ..widgets.level_meter import LevelMeter
from ..widgets.lock_panel import LockPanel
from ..widgets.models_panel import ModelsPanel
from ..widgets.notice_board import notice_card
from ..widgets.power_panel import PowerPanel
from ..widgets.setting_control import SettingControl
from ..widgets.stick_panel import StickPanel
from ..widgets.storage_panel import StoragePanel
from ..widgets.touch import TouchButton

REFRESH_S = 1.0
"""How often the clock is shown, and what waits to take effect looked at."""

LOOK_S = 5.0
"""How often it is looked whether a setting was changed elsewhere."""

GROUPS: Mapping[Group, str] = {
    Group.RECOGNITION: mark("Recognition"),
    Group.AUDIO: mark("Sound"),
    Group.STORAGE: mark("Storage"),
    Group.PRIVACY: mark("Privacy"),
    Group.APPEARANCE: mark("Appearance"),
    Group.STICK: mark("Stick"),
    Group.ABOUT: mark("This box"),
}
LOCALE = "station.locale"


async def settings_page(visit: Visit, group: Group) -> None:
    """Build the page with one group open."""
    with frame(visit, Place.SETTINGS):
        page = _SettingsPage(visit, group)
    await page.fill()


class _SettingsPage:
    def __init__(self, visit: Visit, group: Group) -> None:
        self._visit = visit
        self._group = group
        self._controls: dict[str, SettingControl] = {}
        self._drawn: list[Callable[[], None]] = []
        self._advanced: tuple[ui.element, TouchButton, list[Setting]] | None = None
        _ = visit.language
        with ui.element("div").classes("settings"):
            with ui.element("nav").classes("settings-groups"):
                names = {known.value: _(name) for known, name in GROUPS.items()}
                Choice(_("Settings"), names, group.value, self._choose)
            self._body = ui.element("div").classes("settings-body scroll")
        self._filling = Filling(visit, self._body, _("Reading the settings"))
        visit.watch(self._draw, every_s=0.2)
        visit.lock.watch(self._lock_changed)
        ui.timer(REFRESH_S, self._tick, immediate=False)
        ui.timer(LOOK_S, self._refresh, immediate=False)

    async def fill(self) -> None:
        """Read everything anew and build the group that is open."""
        self._controls, self._drawn, self._advanced = {}, [], None
        await self._filling.fill(self._read)

    async def _read(self) -> Callable[[], None]:
        view = await self._visit.station.settings.view()
        return partial(self._show, view, await self._panels(self._group))

    def _show(self, view: SettingsView, panels: list[Callable[[], ui.element]]) -> None:
        with ui.element("div").classes("settings-list"):
            self._build(view, panels)

    def _build(self, view: SettingsView, panels: list[Callable[[], ui.element]]) -> None:
        _ = self._visit.language
        if view.notice is not None:
            what, next_step = _.error(view.notice)
            notice_card(Notice(sign="warning", what=what, next_step=next_step))
        own = [setting for setting in view.settings if setting.group is self._group]
        if self._group is Group.APPEARANCE:
            AppearancePanel(self._visit)
        for setting in own:
            if not setting.is_advanced:
                self._add(setting)
        for panel in panels:
            built = panel()
            draw = getattr(built, "draw", None)
            if draw is not None:
                self._drawn.append(draw)
        advanced = [setting for setting in own if setting.is_advanced]
        if advanced:
            button = TouchButton(
                _("Advanced settings"), "down", self._open_advanced, classes="wide"
            )
            self._advanced = (ui.element("div").classes("settings-list"), button, advanced)
            self._lock_changed()

    async def _panels(self, group: Group) -> list[Callable[[], ui.element]]:
        """Read what stands in a group besides its settings; returns what builds it."""
        visit, station = self._visit, self._visit.station
        match group:
            case Group.RECOGNITION:
                settings = station.settings
                words, packs = await settings.hot_words(), await settings.packs()
                models, memory = await settings.models(), await settings.model_memory_bytes()
                return [
                    lambda: HotWordsPanel(visit, words, packs),
                    lambda: ModelsPanel(visit, models, memory),
                ]
            case Group.AUDIO:
                return [self._level]
            case Group.STORAGE:
                told, plan = await station.shelf.room(), await station.shelf.retention()
                return [lambda: StoragePanel(visit, told, plan), lambda: BackupPanel(visit)]
            case Group.STICK:
                return [lambda: StickPanel(visit)]
            case Group.PRIVACY:
                return [lambda: LockPanel(visit)]
            case Group.ABOUT:
                return [
                    lambda: PowerPanel(visit),
                    lambda: ClockPanel(visit),
                    lambda: AboutPanel(visit),
                ]
            case _:
                return []

    def _level(self) -> ui.element:
        meter = LevelMeter(self._visit.language)
        self._drawn.append(lambda: meter.show(self._visit.station.snapshot()))
        meter.show(self._visit.station.snapshot())
        return meter

    def _add(self, setting: Setting) -> None:
        self._controls[setting.key] = SettingControl(self._visit, setting, self._changed)

    async def _choose(self, group: str) -> None:
        self._group = Group(group)
        # A page that loads itself again, in another language or after a restart, stays where it is.
        ui.navigate.history.replace(settings_of(self._group))
        self._body.run_method("scrollTo", 0, 0)
        await self.fill()

    async def _open_advanced(self) -> None:
        if not await self._visit.lock.unlock() or self._advanced is None:
            return
        body, button, settings = self._advanced
        button.set_visibility(False)
        body.clear()
        with body:
            for setting in settings:
                self._add(setting)
        await self._refresh()

    def _lock_changed(self) -> None:
        """Put what the PIN guards away when the lock closes."""
        if self._advanced is None:
            return
        body, button, settings = self._advanced
        is_open = self._visit.lock.is_open
        button.sign.show("down" if is_open else "lock")
        if not is_open:
            for setting in settings:
                self._controls.pop(setting.key, None)
            body.clear()
            button.set_visibility(True)

    async def _changed(self, setting: Setting) -> None:
        """One may set others, as the kind of room does."""
        if setting.key == LOCALE:
            self._visit.speak(str(setting.value))
            return
        await self._refresh()

    async def _refresh(self) -> None:
        view = await self._visit.station.settings.view()
        for setting in view.settings:
            control = self._controls.get(setting.key)
            if control is not None:
                control.follow(setting)

    async def _tick(self) -> None:
        self._draw()
        if any(control.is_pending for control in self._controls.values()):
            await self._refresh()

    def _draw(self) -> None:
        for draw in self._drawn:
            draw()
