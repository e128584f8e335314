"""What the station refuses."""

from appliance.errors import ApplianceError
from appliance.wire import RemoteError


class StationError(ApplianceError):
    """The station cannot do what was asked at this moment, or cannot start."""

    code = "station"
    exit_code = 9


class RecogniserHungError(StationError):
    """The recogniser was killed because it came to no end; others go first, and it is tried again.

    The audio is not to blame before that happened again when the machine had less to do.
    """

    code = "recogniser-hung"

    def __init__(self) -> None:
        super().__init__(
            "The recogniser came to no end with this recording and was restarted.",
            hint="It is tried again by itself when the machine has less to do.",
        )


class LostFileError(StationError):
    """A file is to be tried again, and nobody has it any more."""

    code = "lost-file"

    def __init__(self, name: str) -> None:
        super().__init__(
            "The file of {name} is not there any more.",
            hint="Plug in the disk that it lay on, or take it off the list and add it again.",
            name=name,
        )


class TextRefusedError(StationError):
    """Inference does not take a recording; others are done meanwhile, and it is tried again."""

    code = "text-refused"

    def __init__(self, refusal: RemoteError) -> None:
        super().__init__(
            "The recogniser does not take this recording: {reason}",
            hint="{remote_hint}",
            reason=str(refusal),
            remote_hint=refusal.hint,
        )


class LockedError(StationError):
    """The PIN is needed for this; nothing was done."""

    code = "locked"

    def __init__(self) -> None:
        super().__init__("This is locked.", hint="Unlock it with the PIN, then do it again.")


class PinError(StationError):
    """A PIN is not taken."""

    code = "pin"


class SettingError(StationError):
    """A setting cannot be changed like this; nothing was changed."""

    code = "setting"


class HotWordsChangedError(SettingError):
    """The list of hot words is another by now than the one that was to be replaced."""

    code = "hot-words-changed"

    def __init__(self) -> None:
        super().__init__(
            "The list of hot words was changed elsewhere meanwhile; nothing was written.",
            hint="Look at the list as it stands now, then change it again.",
        )


class UnreadableHotWordsError(SettingError):
    """What stands in the list of hot words cannot be read; whoever writes it anew loses nothing."""

    code = "hot-words-unreadable"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "The list of hot words cannot be read: {reason}.",
            hint="Write it anew in the settings, under Recognition.",
            reason=reason,
        )


class PowerError(StationError):
    """The machine is not switched off or started again; it goes on."""

    code = "power"


class ClockError(StationError):
    """The clock is not set; it goes on as it was."""

    code = "clock"
