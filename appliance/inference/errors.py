"""What inference refuses."""

from appliance.errors import ApplianceError
from appliance.wire.inference import ENGINE_FAILED


class InferenceError(ApplianceError):
    """A request to the recogniser cannot be served; the message says why."""

    code = "inference"
    exit_code = 8


class EngineFailedError(InferenceError):
    """An engine raised on a piece of audio: that audio may do it again."""

    code = ENGINE_FAILED


class NotEnoughMemoryError(InferenceError):
    """A model fits nowhere at present."""

    code = "not-enough-memory"


def cause(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return what ended a group of tasks: the error a person can act upon, else the first."""
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        known, _ = found.split(ApplianceError)
        found = (known or found).exceptions[0]
    return found
