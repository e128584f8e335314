"""Why capture refuses."""

from appliance.errors import ApplianceError


class CaptureError(ApplianceError):
    """Capture cannot do what was asked."""

    code = "capture"
    exit_code = 22


class AlreadyRecordingError(CaptureError):
    """One recording runs at a time."""

    code = "already-recording"

    def __init__(self, recording_id: str) -> None:
        super().__init__(
            "A recording is running: {recording_id}.",
            hint="Stop it first.",
            recording_id=recording_id,
        )


class NotRecordingError(CaptureError):
    """There is no recording to act upon."""

    code = "not-recording"

    def __init__(self) -> None:
        super().__init__("No recording is running.", hint="Start one first.")


class NoMicrophoneError(CaptureError):
    """Nothing could be heard, so nothing is recorded."""

    code = "no-microphone"

    def __init__(self, problem: str) -> None:
        super().__init__(
            "There is no microphone to record from. {problem}",
            hint="It is looked for every two seconds; start again once it is shown.",
            problem=problem,
        )


class DiskTooFullError(CaptureError):
    """A recording would end almost at once."""

    code = "disk-full"
    exit_code = 21

    def __init__(self, *, recordable_s: float, free_bytes: int) -> None:
        super().__init__(
            "The disk has room for {recordable_s} s of audio ({free_mb} MB are free).",
            hint="Export recordings to a stick and delete them here, then start again.",
            recordable_s=int(recordable_s),
            free_mb=free_bytes // 1_000_000,
        )
