"""Step 1 of the microphone: the system sees one."""

from appliance.diagnostics.checks import microphone_surroundings
from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Verdict,
    broken,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts
from appliance.wire.capture import MicrophoneState


def look(facts: Facts) -> Judgement:
    """Judge: a microphone that is heard is seen, whatever the kernel lists."""
    capture = facts.capture
    if facts.is_simulated or (capture is not None and capture.virtual):
        return inapplicable(mark("A built-in recording takes the place of the microphone."))
    known = facts.hardware.microphones if facts.hardware is not None else ()
    listed = [microphone.name for microphone in known]
    listed = listed or [card.name for card in facts.sound.cards]
    if capture is not None and capture.microphone_state is MicrophoneState.LISTENING:
        return ok(mark("The system sees {names}."), names=capture.microphone)
    if listed:
        return ok(mark("The system sees {names}."), names=", ".join(listed))
    if capture is not None and capture.microphone_state is MicrophoneState.LOST:
        return broken(
            mark("{name} was there and is gone."),
            mark("Push its plug in firmly, or plug it into another socket of the box."),
            name=capture.microphone or "?",
        )
    place = microphone_surroundings.look(facts)
    if place.verdict is Verdict.ATTENTION:
        return broken(place.what, place.fix, **place.fields)
    if not facts.sound.has_kernel_sound:
        return broken(
            mark("The system has no sound driver, so it sees no microphone."),
            mark(
                "Plug a USB microphone in. If nothing changes, the administrator installs the"
                " driver."
            ),
        )
    return broken(
        mark("The system sees no microphone."),
        mark("Plug a USB microphone in; it is noticed within two seconds. Try another socket."),
    )


CHECK = Check(
    name="microphone-seen",
    area=Area.MICROPHONE,
    title=mark("Seen by the system"),
    why=mark("What the system does not see nobody can record with."),
    look=look,
)
