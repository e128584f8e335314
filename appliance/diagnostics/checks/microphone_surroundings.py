"""Whether this is a machine to which a microphone can be connected at all."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    attention,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts, Surroundings


def look(facts: Facts) -> Judgement:
    """Without an input, the kind of machine tells which way the sound would have to take."""
    sound = facts.sound
    if facts.is_simulated:
        return inapplicable(mark("A built-in recording takes the place of the microphone."))
    if sound.cards or (facts.hardware is not None and facts.hardware.microphones):
        return ok(mark("A microphone can be connected to this machine."))
    if sound.is_remote:
        return attention(
            mark("A remote desktop is in use, and it brings no microphone."),
            mark("Plug the microphone into the box itself, or let the remote desktop pass it on."),
        )
    match sound.surroundings:
        case Surroundings.WSL:
            return attention(
                mark("This is Linux inside Windows (WSL), which has no microphone of its own."),
                mark("Run the box on Linux itself, or on a machine with a USB microphone."),
            )
        case Surroundings.CONTAINER:
            return attention(
                mark("The box runs in a container without a sound device."),
                mark("Start the container with the device /dev/snd, or without a container."),
            )
        case Surroundings.VIRTUAL:
            return attention(
                mark("This is a virtual machine without a sound device."),
                mark("Pass a USB microphone to the virtual machine, or give it a sound card."),
            )
        case Surroundings.MACHINE:
            return ok(mark("A microphone can be connected to this machine."))


CHECK = Check(
    name="microphone-surroundings",
    area=Area.MICROPHONE,
    title=mark("Kind of machine"),
    why=mark("Virtual machines, WSL and remote desktops often have no microphone."),
    look=look,
)
