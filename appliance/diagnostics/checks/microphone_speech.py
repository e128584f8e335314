"""Step 6 of the microphone: speech is found in what it hears."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts
from appliance.wire.capture import MicrophoneState


def look(facts: Facts) -> Judgement:
    """Nobody may be speaking: that is no fault, but it is worth a try."""
    capture = facts.capture
    if capture is None or capture.microphone_state is not MicrophoneState.LISTENING:
        return inapplicable(mark("Waits for the step before."))
    if facts.heard.speech is None:
        return inapplicable(mark("Listening for a voice."))
    if facts.heard.speech:
        return ok(mark("A voice is heard."))
    if capture.virtual:
        return inapplicable(mark("A built-in recording is silent until a recording begins."))
    return inapplicable(
        mark("No voice yet: say a few words. If this stays, the microphone is too far away.")
    )


CHECK = Check(
    name="microphone-speech",
    area=Area.MICROPHONE,
    title=mark("Speech found"),
    why=mark("Only what is taken for speech becomes text."),
    look=look,
)
