"""Whether another program holds the microphone."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Way,
    broken,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts
from appliance.wire.capture import MicrophoneState


def look(facts: Facts) -> Judgement:
    """Judge: another holder is a fault only while we hear nothing."""
    capture = facts.capture
    if not facts.sound.cards:
        return inapplicable(mark("There is no microphone that somebody could hold."))
    if capture is not None and capture.microphone_state is MicrophoneState.LISTENING:
        return ok(mark("The box itself holds the microphone."))
    for card in facts.sound.cards:
        if card.holder is not None and not card.holder.is_ours:
            return broken(
                mark("{program} (process {pid}) holds {name}."),
                mark("Close that program; the box takes the microphone by itself then."),
                program=card.holder.program,
                pid=str(card.holder.pid),
                name=card.name,
            )
    if capture is not None and "unavailable" in capture.problem.lower():
        return broken(
            mark("Another program holds the microphone."),
            mark("Close programs that record or telephone, or restart the box."),
        ).on(Way.THIS_BOX)
    return ok(mark("Nobody else holds the microphone."))


CHECK = Check(
    name="microphone-busy",
    area=Area.MICROPHONE,
    title=mark("Not taken by others"),
    why=mark("Most microphones serve one program at a time."),
    look=look,
)
