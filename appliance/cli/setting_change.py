"""Changing one setting from the command line."""

import asyncio
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import layers_from
from appliance.cli.settings_access import told
from appliance.config import SYSTEM_FILE, Settings
from appliance.errors import UsageError
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
    _require_choosable(key)
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


def _require_choosable(key: str) -> None:
    """Raise UsageError for a key that there is not, or that only the file may have."""
    if key in TABLE:
        return
    known = {
        f"{section}.{name}"
        for section, field in Settings.model_fields.items()
        for name in getattr(field.annotation, "model_fields", {})
    }
    if key in known:
        raise UsageError(
            "{key} is set in the configuration file alone.",
            hint="Put it into {file}, as `tingxia config show` writes it, and restart the box.",
            key=key,
            file=SYSTEM_FILE,
        )
    near = get_close_matches(key, known, n=1, cutoff=0.6)
    raise UsageError(
        "There is no setting {key}.",
        hint="Did you mean {near}?" if near else "`tingxia config show` lists all of them.",
        key=key,
        near=near[0] if near else "",
    )


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
