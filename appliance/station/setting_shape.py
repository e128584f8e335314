"""Settings as the screen shows them: shaped by their types, told by the table."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, Literal, get_args, get_origin

from appliance.config import Settings, field_of
from appliance.layers import Layers
from appliance.station.errors import SettingError
from appliance.station.face_settings import Kind, Option, Setting, Source, Value
from appliance.station.settings_table import TABLE

_UNITS: Final = ("ms", "s", "minutes", "bytes", "days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the type of a setting allows."""

    kind: Kind
    options: tuple[Option, ...] = ()
    least: float | None = None
    most: float | None = None
    unit: str = ""


def shape(key: str) -> Shape:
    """Return the shape of a setting of the table."""
    field, row = field_of(key), TABLE[key]
    annotation = field.annotation
    if annotation is bool:
        return Shape(kind=Kind.SWITCH)
    if get_origin(annotation) is Literal:
        offered = tuple(
            Option(value=value, title=row.options[value]) for value in get_args(annotation)
        )
        return Shape(kind=Kind.CHOICE, options=offered)
    if annotation in {int, float}:
        least, most = _bounds(field.metadata, row.step)
        unit = next((unit for unit in _UNITS if key.endswith(f"_{unit}")), "")
        return Shape(kind=Kind.NUMBER, least=least, most=most, unit=unit)
    if row.options:
        options = tuple(Option(value=value, title=title) for value, title in row.options.items())
        return Shape(kind=Kind.CHOICE, options=options)
    return Shape(kind=Kind.TEXT)


def described(
    key: str,
    layers: Layers,
    chosen: Mapping[str, object],
    *,
    pending: Container[str] = (),
    more_options: tuple[Option, ...] = (),
) -> Setting:
    """Return a setting of the table as it is with these choices.

    ``more_options`` are those that are known only now. Raises SettingError for another key.
    """
    require_known(key)
    row, form = TABLE[key], shape(key)
    settings = layers.resolve_possible(chosen).settings
    default = settings
    source, place = Source.DEFAULT, ""
    if key in layers.above:
        source, place = Source.FIXED, layers.above[key][1]
    elif key in chosen:
        source = Source.SCREEN
    elif key in layers.below:
        source, place = Source.FILE, layers.below[key][1]
    if source is not Source.DEFAULT:
        said = layers if source is Source.SCREEN else layers.without(key)
        others = {name: value for name, value in chosen.items() if name != key}
        default = said.resolve_possible(others).settings
    return Setting(
        key=key,
        group=row.group,
        title=row.title,
        what=row.what,
        kind=form.kind,
        is_advanced=row.is_advanced,
        value=shown(settings, key),
        default=shown(default, key),
        source=source,
        place=place,
        is_pending=key in pending,
        options=(*form.options, *more_options),
        least=form.least,
        most=form.most,
        step=row.step,
        unit=form.unit,
    )


def require_known(key: str) -> None:
    """Raise SettingError for a key that the screen may not change."""
    if key not in TABLE:
        near = get_close_matches(key, TABLE, n=1, cutoff=0.3)
        raise SettingError(
            "{key} cannot be changed while the box runs.",
            hint="Did you mean {near}? Others stand in the configuration file.",
            key=key,
            near=near[0] if near else next(iter(TABLE)),
        )


def storable(key: str, value: Value) -> object:
    """Return what is stored for a value that was chosen; nothing written empties an option."""
    return None if value == "" and field_of(key).default is None else value


def shown(settings: Settings, key: str) -> Value:
    """Return the value of a setting as the screen shows it; a path that is not set is empty."""
    section, _, name = key.partition(".")
    value = getattr(getattr(settings, section), name)
    if value is None:
        return ""
    return value if isinstance(value, bool | int | float | str) else str(value)


def _bounds(metadata: list[Any], step: float) -> tuple[float | None, float | None]:
    """Return the least and the greatest value; one step off a bound that is not allowed itself."""
    said = {
        name: getattr(bound, name)
        for bound in metadata
        for name in ("ge", "gt", "le", "lt")
        if getattr(bound, name, None) is not None
    }
    least = said["gt"] + step if "gt" in said else said.get("ge")
    most = said["lt"] - step if "lt" in said else said.get("le")
    return least, most
