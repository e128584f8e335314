"""Step 4 of the microphone: it is not silent."""

from dataclasses import replace

from appliance.diagnostics.checks import microphone_mixer
from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Verdict,
    attention,
    broken,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts
from appliance.domain.level import FLOOR_DBFS
from appliance.wire.capture import MicrophoneState

SILENT_S = 3.0
FAINT_DBFS = -70.0


def look(facts: Facts) -> Judgement:
    """Digital silence is no quiet room: a room always has some noise."""
    capture = facts.capture
    if capture is None or capture.microphone_state is not MicrophoneState.LISTENING:
        return inapplicable(mark("Waits for the step before."))
    if capture.virtual:
        return inapplicable(mark("A built-in recording is silent until a recording begins."))
    if capture.silent_s >= SILENT_S:
        mixer = microphone_mixer.look(facts)
        if mixer.verdict is Verdict.ATTENTION:
            return replace(mixer, verdict=Verdict.BROKEN)
        return broken(
            mark("{name} has delivered nothing but silence for {seconds} s."),
            mark("Look for a mute switch or button on the microphone and its cable, and press it."),
            name=capture.microphone,
            seconds=f"{capture.silent_s:.0f}",
        )
    if capture.level_dbfs <= FLOOR_DBFS:
        return attention(
            mark("There is nothing but silence at this moment."),
            mark("Speak into the microphone. If it stays so, look for a mute switch on it."),
        )
    if capture.level_dbfs < FAINT_DBFS:
        return attention(
            mark("The sound is very faint ({level} dB)."),
            mark("Speak closer to the microphone, or turn its level up."),
            level=f"{capture.level_dbfs:.0f}",
        )
    return ok(mark("Something is heard ({level} dB)."), level=f"{capture.level_dbfs:.0f}")


CHECK = Check(
    name="microphone-silent",
    area=Area.MICROPHONE,
    title=mark("Not silent"),
    why=mark("A muted microphone looks as if it worked and records nothing."),
    look=look,
)
