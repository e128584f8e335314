"""Whether a mixer mutes the microphone."""

from dataclasses import replace

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Remedy,
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
        found = attention(
            mark("The system's mixer has muted: {controls}."),
            mark("Tap Unmute. If it stays muted, look for a switch at the microphone itself."),
            controls=", ".join(sound.muted),
        )
        return replace(found, remedy=Remedy.UNMUTE)
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
