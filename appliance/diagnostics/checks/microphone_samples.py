"""Step 3 of the microphone: samples arrive, as fast as they should."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    attention,
    broken,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.wire.capture import MicrophoneState

FEWEST_PER_S = 0.5 * SAMPLE_RATE_HZ
OFF = 0.05
"""Counted over a second, pieces of a twentieth make half of that."""


def look(facts: Facts) -> Judgement:
    """Count, and compare with the rate."""
    capture, rate = facts.capture, facts.heard.samples_per_s
    if capture is None or capture.microphone_state is not MicrophoneState.LISTENING:
        return inapplicable(mark("Waits for the step before."))
    if rate is None:
        return inapplicable(mark("Being counted."))
    if rate < FEWEST_PER_S:
        return broken(
            mark("{name} is open but delivers hardly any sound."),
            mark("Pull its plug, wait five seconds, and plug it in again, best without a hub."),
            name=capture.microphone,
        )
    if not capture.virtual and abs(rate / SAMPLE_RATE_HZ - 1) > OFF:
        return attention(
            mark("{percent} % of the sound that is due arrives: the sampling rate is not right."),
            mark("Plug the microphone into the box itself, not into a hub, or take another one."),
            percent=f"{100 * rate / SAMPLE_RATE_HZ:.0f}",
        )
    return ok(mark("Sound arrives without interruption."))


CHECK = Check(
    name="microphone-samples",
    area=Area.MICROPHONE,
    title=mark("Sound arrives"),
    why=mark("An open microphone can still deliver nothing, or too little."),
    look=look,
)
