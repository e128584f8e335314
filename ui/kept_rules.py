"""Rules of speech that were tried on a recording, kept as settings."""

from collections.abc import Iterable, Mapping

from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.station.face_settings import Setting, SettingsFace, Source, Value
from appliance.station.face_speech import EndpointRules


def changed(former: EndpointRules, tried: EndpointRules) -> dict[str, Value]:
    """Return the settings, by key, in which they differ."""
    before = _settings(former)
    return {key: value for key, value in _settings(tried).items() if value != before[key]}


async def keep(
    settings: SettingsFace, values: Mapping[str, Value], permit: Permit | None
) -> tuple[Setting, ...]:
    """Choose all of them or none; returns them as they were. Raises as SettingsFace.change."""
    former = [one for one in (await settings.view()).settings if one.key in values]
    done: list[Setting] = []
    try:
        for setting in former:
            await settings.change(setting.key, values[setting.key], permit)
            done.append(setting)
    except ApplianceError:
        await put_back(settings, done, permit)
        raise
    return tuple(former)


async def put_back(
    settings: SettingsFace, former: Iterable[Setting], permit: Permit | None
) -> None:
    """Undo it. Raises as SettingsFace.change."""
    for setting in former:
        if setting.source is Source.SCREEN:
            await settings.change(setting.key, setting.value, permit)
        else:
            await settings.reset(setting.key, permit)


def _settings(rules: EndpointRules) -> dict[str, Value]:
    return {
        "endpointing.threshold": rules.threshold,
        "endpointing.trailing_silence_ms": round(1000 * rules.trailing_silence_s),
        "endpointing.min_speech_ms": round(1000 * rules.min_speech_s),
        "endpointing.max_segment_s": rules.max_segment_s,
    }
