"""Step 2 of the microphone: it could be opened."""

from appliance.diagnostics.checks import (
    microphone_busy,
    microphone_permission,
    microphone_rate,
)
from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Verdict,
    Way,
    broken,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts
from appliance.wire.capture import MicrophoneState

_CAUSES = (microphone_permission.look, microphone_busy.look, microphone_rate.look)


def look(facts: Facts) -> Judgement:
    """Name what keeps it closed, the surest cause first."""
    capture = facts.capture
    if capture is None:
        if not facts.box_runs:
            return inapplicable(mark("The box does not run, so nobody listens."))
        return broken(
            mark("The recorder does not answer."),
            mark("It is started again by itself. If this lasts, switch the box off and on."),
        ).on(Way.THIS_BOX)
    if capture.microphone_state is MicrophoneState.LISTENING:
        return ok(mark("{name} is open."), name=capture.microphone)
    for cause in _CAUSES:
        judgement = cause(facts)
        if judgement.verdict is Verdict.BROKEN:
            return judgement
    if capture.microphone_state is MicrophoneState.OPENING:
        return inapplicable(mark("It is just being opened."))
    if capture.problem:
        return broken(
            mark("It is not open: {problem}"),
            mark("Pull its plug, wait five seconds, and plug it in again."),
            problem=capture.problem,
        )
    return broken(
        mark("No microphone could be opened."),
        mark("Pull its plug, wait five seconds, and plug it in again."),
    )


CHECK = Check(
    name="microphone-opened",
    area=Area.MICROPHONE,
    title=mark("Opened"),
    why=mark("A microphone that another program holds or that is forbidden stays closed."),
    look=look,
)
