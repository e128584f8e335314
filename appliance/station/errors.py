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
