"""Step 5 of the microphone: it does not clip."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    attention,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts
from appliance.domain.level import FLOOR_DBFS
from appliance.wire.capture import MicrophoneState


def look(facts: Facts) -> Judgement:
    """Judge the last seconds; what was long ago does not count."""
    capture = facts.capture
    if capture is None or capture.microphone_state is not MicrophoneState.LISTENING:
        return inapplicable(mark("Waits for the step before."))
    if facts.heard.clipped_lately:
        return attention(
            mark("It is too loud: peaks are cut off."),
            mark("Move the microphone away from the mouth or the machine, or turn its level down."),
        )
    if capture.peak_dbfs <= FLOOR_DBFS:
        return ok(mark("No peak is cut off: there is nothing but silence."))
    return ok(mark("No peak is cut off (loudest {peak} dB)."), peak=f"{capture.peak_dbfs:.0f}")


CHECK = Check(
    name="microphone-clipping",
    area=Area.MICROPHONE,
    title=mark("Not too loud"),
    why=mark("Sound whose peaks are cut off is recognised badly."),
    look=look,
)
