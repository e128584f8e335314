"""The one line at the foot of every page: microphone, text, stick, disk. Pure, like notices."""

from dataclasses import dataclass

from appliance.station.face import Snapshot, Volume

from .i18n import Language
from .recogniser import recogniser_words
from .wording import room, size, stick_name, stick_not_open


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusItem:
    """A sign and its words."""

    sign: str
    words: str


def status_items(
    snapshot: Snapshot, _: Language, sticks_in_use: frozenset[str] = frozenset()
) -> tuple[StatusItem, ...]:
    """Return microphone, text, stick and disk, in this order."""
    stick = _stick(snapshot, sticks_in_use, _)
    return (_microphone(snapshot, _), _text(snapshot, _), stick, _disk(snapshot, _))


def _microphone(snapshot: Snapshot, _: Language) -> StatusItem:
    capture = snapshot.capture
    if capture is None:
        return StatusItem(sign="wait", words=_("Recorder is starting again"))
    match capture.microphone_state.value:
        case "opening":
            return StatusItem(sign="wait", words=_("Microphone is being opened"))
        case "lost":
            return StatusItem(sign="no-microphone", words=_("Microphone is gone"))
        case "absent":
            return StatusItem(sign="no-microphone", words=_("No microphone"))
        case _other if capture.virtual:
            return StatusItem(
                sign="microphone",
                words=_("Virtual microphone: {name}", name=_.told(capture.microphone)),
            )
        case _other:
            return StatusItem(sign="microphone", words=capture.microphone)


def _text(snapshot: Snapshot, _: Language) -> StatusItem:
    sign, words = recogniser_words(snapshot, _)
    return StatusItem(sign=sign, words=words)


def _stick(snapshot: Snapshot, in_use: frozenset[str], _: Language) -> StatusItem:
    volumes = snapshot.hardware.volumes if snapshot.hardware is not None else ()
    if not volumes:
        words = _("Stick not open") if stick_not_open(snapshot, _) else _("No stick")
        return StatusItem(sign="stick", words=words)
    busy = [volume for volume in volumes if volume.identity in in_use]
    if busy:
        words = _("Stick {label}: in use, leave it in", label=_short_name(busy[0], _))
        return StatusItem(sign="wait", words=words)
    if len(volumes) > 1:
        words = _.plural("{count} stick", "{count} sticks", len(volumes))
        return StatusItem(sign="stick", words=words)
    (volume,) = volumes
    if not volume.writable:
        return StatusItem(
            sign="stick", words=_("Stick {label}: read only", label=_short_name(volume, _))
        )
    return StatusItem(
        sign="stick",
        words=_(
            "Stick {label}: {size} free", label=_short_name(volume, _), size=size(volume.free_bytes)
        ),
    )


def _short_name(stick: Volume, _: Language) -> str:
    """Return the name of a stick for a line that has room for little."""
    if stick.is_stand_in:
        return _("“{name}” (stand-in)", name=stick.label)
    return stick_name(stick, _)


def _disk(snapshot: Snapshot, _: Language) -> StatusItem:
    if snapshot.capture is None:
        return StatusItem(sign="disk", words=_("Disk: not known"))
    sign = "warning" if snapshot.capture.disk_warning else "disk"
    return StatusItem(
        sign=sign, words=_("Room for {room}", room=room(snapshot.capture.recordable_s, _))
    )
