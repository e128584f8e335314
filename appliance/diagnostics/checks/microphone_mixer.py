"""Whether a mixer mutes the microphone."""

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


def look(facts: Facts) -> Judgement:
    """ALSA's and PipeWire's switches, where their tools are there to tell."""
    sound = facts.sound
    if sound.muted:
        return attention(
            mark("The system's mixer has muted: {controls}."),
            mark("A technician unmutes it: `alsamixer`, F4, the column CAPTURE, space bar."),
            controls=", ".join(sound.muted),
        )
    if not sound.cards:
        return inapplicable(mark("There is no microphone that could be muted."))
    return ok(mark("No mixer mutes the microphone."))


CHECK = Check(
    name="microphone-mixer",
    area=Area.MICROPHONE,
    title=mark("Mixer"),
    why=mark("The system can mute a microphone though its own switch is on."),
    look=look,
)
