"""Whether the microphone records at a rate that speech needs."""

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


def look(facts: Facts) -> Judgement:
    """We open at the native rate and resample; a driver can refuse even that."""
    capture, cards = facts.capture, facts.sound.cards
    is_heard = capture is not None and capture.microphone_state is MicrophoneState.LISTENING
    if capture is not None and not is_heard and "sample rate" in capture.problem.lower():
        return broken(
            mark("The driver refuses the microphone's own sampling rate."),
            mark("Pull its plug and plug it in again. If that does not help, take another one."),
        )
    if not cards:
        return inapplicable(mark("There is no microphone whose rate could be looked at."))
    for card in cards:
        rate_hz = card.rate_hz or max(card.rates_hz, default=SAMPLE_RATE_HZ)
        if rate_hz < SAMPLE_RATE_HZ:
            return attention(
                mark("{name} delivers {rate} kHz, as a telephone does; speech needs 16 kHz."),
                mark("Take a USB microphone instead of a headset by radio, or another mode of it."),
                name=card.name,
                rate=f"{rate_hz / 1000:g}",
            )
    return ok(mark("The sampling rate is high enough."))


CHECK = Check(
    name="microphone-rate",
    area=Area.MICROPHONE,
    title=mark("Sampling rate"),
    why=mark("Below 16 kHz the consonants are missing."),
    look=look,
)
