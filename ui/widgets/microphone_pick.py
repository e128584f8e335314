"""Which microphone is recorded, where there are several to choose from."""

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_settings import Setting

from ..visit import Visit
from .setting_control import SettingControl

KEY = "capture.mic"
LOOK_S = 1.0
"""How often it is looked whether another one was plugged in, or what was chosen is in force."""


class MicrophonePick(ui.element):
    """The setting itself, as the settings page has it; nothing where there is nothing to choose."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        self._visit = visit
        self._control: SettingControl | None = None
        self._offered: tuple[object, ...] = ()
        with self:
            ui.timer(LOOK_S, self.look)

    async def look(self) -> None:
        """See what there is to choose from."""
        try:
            view = await self._visit.station.settings.view()
        except ApplianceError:
            return  # Nothing to choose; the next look is soon.
        if not self.is_deleted:
            self._show(next(setting for setting in view.settings if setting.key == KEY))

    def _show(self, setting: Setting) -> None:
        offered = tuple(option.value for option in setting.options if option.is_name)
        if offered == self._offered and self._control is not None:
            self._control.show(setting)
        elif offered != self._offered:
            self._offered, self._control = offered, None
            self.clear()
            with self:
                ui.timer(LOOK_S, self.look, immediate=False)
                if len(offered) > 1:
                    self._control = SettingControl(self._visit, setting, self._changed)

    async def _changed(self, setting: Setting) -> None:
        self._show(setting)
