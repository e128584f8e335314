"""What a person must know while standing at the box: what is the matter and what to touch next.

Pure: from a snapshot to notices, so that every state can be tested without a browser.
"""

from collections.abc import Iterator

from appliance.domain.audio import to_seconds
from appliance.station.face import Snapshot

from .i18n import Language
from .notice import Notice
from .recogniser import recogniser_notices
from .voice_activation import voice_activation_notices
from .wording import position, room

SILENCE_ALARM_S = 5.0


def notices(snapshot: Snapshot, _: Language) -> tuple[Notice, ...]:
    """Return all notices that hold now, the gravest first."""
    found = [
        *_microphone(snapshot, _),
        *_disk(snapshot, _),
        *voice_activation_notices(snapshot, _),
        *recogniser_notices(snapshot, _),
        *_library(snapshot, _),
    ]
    return tuple(sorted(found, key=lambda notice: not notice.is_alarm))


def _microphone(snapshot: Snapshot, _: Language) -> Iterator[Notice]:
    capture = snapshot.capture
    if capture is None:
        yield Notice(
            sign="warning",
            what=_("The recorder is starting again."),
            next_step=_("Wait a moment. A recording that was running goes on by itself."),
            is_alarm=True,
        )
        return
    is_running = capture.state != "idle"
    problem = _.told(capture.problem)
    if capture.microphone_state == "lost" and is_running:
        yield Notice(
            sign="no-microphone",
            what=_(
                "Nothing heard since {position}. The recording goes on.",
                position=position(to_seconds(capture.recorded_samples)),
            ),
            next_step=problem or _("Plug the microphone in again; it is found by itself."),
            is_alarm=True,
        )
    elif capture.microphone_state in {"lost", "absent"}:
        yield Notice(
            sign="no-microphone",
            what=_("No microphone."),
            next_step=problem or _("Plug a microphone in; it is found by itself."),
            is_alarm=True,
        )
    elif (
        capture.state == "recording"
        and capture.silent_s > SILENCE_ALARM_S
        and not capture.virtual  # a sample has no switch
    ):
        yield Notice(
            sign="warning",
            what=_("Silence for {seconds} s.", seconds=int(capture.silent_s)),
            next_step=_("Look whether the microphone is muted, covered or turned down."),
            is_alarm=True,
        )
    elif capture.problem:
        # The microphone is well: then it is the disk that capture complains about.
        yield Notice(sign="warning", what=problem, next_step="", is_alarm=True)
    if capture.virtual:
        yield Notice(
            sign="information",
            what=_("This is not a real microphone: {name}.", name=_.told(capture.microphone)),
            next_step=_("What is said in the room is not recorded."),
        )


def _disk(snapshot: Snapshot, _: Language) -> Iterator[Notice]:
    capture = snapshot.capture
    if capture is not None and capture.disk_warning:
        yield Notice(
            sign="disk",
            what=_("The disk is nearly full: room for {room}.", room=room(capture.recordable_s, _)),
            next_step=_(
                "A recording stops by itself before the disk is full, and everything up to then"
                " is kept. Export what you need and call the administrator."
            ),
            is_alarm=True,
        )


def _library(snapshot: Snapshot, _: Language) -> Iterator[Notice]:
    if snapshot.library_notice:
        yield Notice(
            sign="list",
            what=_.told(snapshot.library_notice),
            next_step=_(
                "The recordings were taken over from their folders. If it happens again, have the"
                " disk of the box checked."
            ),
            until_read=True,
        )
