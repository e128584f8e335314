"""Changing one setting from the command line."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import layers_from
from appliance.cli.settings_access import told
from appliance.station.control_settings import setting_told
from appliance.station.face_settings import Kind, Value
from appliance.station.lock import OWNER
from appliance.station.setting_shape import shape
from appliance.station.settings_table import TABLE
from appliance.wire.settings import ChangeSetting, ResetSetting, SettingTold

if TYPE_CHECKING:
    from appliance.station.lock import BoxLock
    from appliance.station.settings import BoxSettings

SWITCHED = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}


def change(config: Path | None, data_dir: Path | None, key: str, text: str | None) -> SettingTold:
    """Choose a value, or forget the choice if it is None. Raises ApplianceError."""
    layers = layers_from(config, data_dir)
    value = None if text is None else _value(key, text)
    question = ResetSetting(key=key) if value is None else ChangeSetting(key=key, value=value)

    async def alone(settings: "BoxSettings", _: "BoxLock") -> SettingTold:
        if value is None:
            return setting_told(await settings.reset(key, OWNER))
        return setting_told(await settings.change(key, value, OWNER))

    return asyncio.run(told(layers.in_force(), layers, question, SettingTold, alone))


def tell(setting: SettingTold, *, as_json: bool) -> None:
    """Say how it is now."""
    if as_json:
        echo_json(setting.model_dump(mode="json"))
        return
    where = {
        "default": "the default",
        "file": f"from {setting.place}",
        "screen": "chosen",
        "fixed": f"fixed by {setting.place}",
    }
    typer.echo(f"{setting.key} = {setting.value} ({where[setting.source]})")
    if setting.pending:
        typer.echo("It takes effect in a moment, or after the recording that runs.")


def _value(key: str, text: str) -> Value:
    """Read a switch or a number; what is none is left to the check of the setting."""
    kind = shape(key).kind if key in TABLE else Kind.TEXT
    if kind is Kind.SWITCH:
        return SWITCHED.get(text.lower(), text)
    if kind is Kind.NUMBER:
        try:
            return float(text) if "." in text else int(text)
        except ValueError:
            return text
    return text
