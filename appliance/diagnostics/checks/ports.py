"""Whether the screen's port is ours, and closed to the network."""

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


def look(facts: Facts) -> Judgement:
    """Nothing of the box may be reached from outside this machine."""
    ports = facts.ports
    port = str(ports.port)
    if ports.open_to:
        return broken(
            mark("The box can be reached from the network ({addresses})."),
            mark("Pull the network cable and call the administrator: only 127.0.0.1 is right."),
            addresses=", ".join(ports.open_to),
        )
    if ports.holder is not None and not ports.holder.is_ours:
        return broken(
            mark("{program} (process {pid}) has the port {port} of the screen."),
            mark(
                "Switch the box off and on. If this stays, the administrator ends that program, or"
                " gives the screen another port (station.port)."
            ),
            program=ports.holder.program,
            pid=str(ports.holder.pid),
            port=port,
        ).on(Way.THIS_BOX)
    if not facts.box_runs:
        return inapplicable(mark("The port {port} is free for the screen."), port=port)
    if not ports.is_heard:
        return broken(
            mark("Nobody listens on the port {port} of the screen."),
            mark("It is started again by itself. If this lasts, switch the box off and on."),
            port=port,
        ).on(Way.THIS_BOX)
    return ok(mark("The screen is reached on port {port} by this machine alone."), port=port)


CHECK = Check(
    name="ports",
    area=Area.BOX,
    title=mark("Ports"),
    why=mark("Nothing may leave the box but what a person carries away."),
    look=look,
)
