"""A setting in words: its value, where it comes from, when it takes effect. Pure."""

from collections.abc import Iterator, Mapping

from appliance.station.face_settings import Kind, Setting, Source, Value

from .i18n import Language, mark
from .wording import size

GB = 1_000_000_000

SPEAKERS = "text.speakers"
SPOKEN = "inference.language"
MICROPHONE = "capture.mic"

MICROPHONES: Mapping[str, str] = {
    "auto-or-sample": mark("By itself; without a microphone, the built-in sample"),
    "sample": mark("Built-in sample"),
    "silence": mark("Silence"),
}
"""What only a start or a file can name; the screen does not offer it."""


def value_words(setting: Setting, value: Value, _: Language) -> str:
    """Return a value of a setting as a person reads it."""
    match setting.kind:
        case Kind.SWITCH:
            return _("On") if value else _("Off")
        case Kind.CHOICE:
            return option_words(setting, _).get(str(value)) or _unlisted(setting, value, _)
        case Kind.NUMBER if setting.unit == "bytes":
            return size(int(value))
        case Kind.NUMBER:
            return f"{value:g} {unit_words(setting.unit, _)}".strip()
        case _:
            return str(value) or _("Nothing")


def option_words(setting: Setting, _: Language) -> dict[str, str]:
    """Return what may be chosen; a present value that is none of them is kept."""
    known = {
        str(option.value): option.title if option.is_name else _(option.title)
        for option in setting.options
    }
    value = str(setting.value)
    return known if value in known else {**known, value: _unlisted(setting, value, _)}


def unit_words(unit: str, _: Language) -> str:
    """Return the unit of a number; bytes are shown as gigabytes."""
    words = {"bytes": "GB", "days": _("days"), "minutes": _("min"), "s": _("s"), "ms": _("ms")}
    return words.get(unit, unit)


def facts(
    setting: Setting, _: Language, *, is_recording: bool, can_diarise: bool = True
) -> Iterator[tuple[str, str]]:
    """Yield sign and words of what is worth knowing about the present value."""
    if setting.key == SPEAKERS and setting.value != "off" and not can_diarise:
        yield (
            "information",
            _("No model for this yet: texts have no speakers. The Stick page takes one in."),
        )
    if setting.is_pending:
        words = _("Takes effect after the recording") if is_recording else _("Taking effect")
        yield "wait", words
    default = value_words(setting, setting.default, _)
    match setting.source:
        case Source.DEFAULT:
            yield "check", _("As delivered")
        case Source.FILE:
            words = _("From {place}. Default: {value}", place=setting.place, value=default)
            yield "files", words
        case Source.FIXED if setting.place.startswith("--"):
            words = _(
                "Fixed by the command that started the box. It cannot be changed here. "
                "Default: {value}",
                value=default,
            )
            yield "lock", words
        case Source.FIXED:
            words = _(
                "Fixed by whoever looks after the box. It cannot be changed here. Default: {value}",
                value=default,
            )
            yield "lock", words
            yield "information", setting.place
        case Source.SCREEN:
            yield "edit", _("Chosen here. Default: {value}", value=default)


def _unlisted(setting: Setting, value: Value, _: Language) -> str:
    if setting.key == SPOKEN:
        return _.spoken(str(value))
    if setting.key == MICROPHONE and value in MICROPHONES:
        return _(MICROPHONES[str(value)])
    # A microphone that is not connected at the moment is chosen by its name.
    return str(value).removeprefix("name:")
