"""Whether all parts of the box run and stay up."""

from appliance.diagnostics.checks.check import (
    Area,
    Check,
    Judgement,
    Way,
    attention,
    broken,
    inapplicable,
    mark,
    ok,
)
from appliance.diagnostics.facts import Facts
from appliance.domain.process import ProcessState
from appliance.wire.supervision import Mode

MANY_RESTARTS = 3
YOUNG_S = 600.0


def look(facts: Facts) -> Judgement:
    """Given up, away, or restarting again and again."""
    if not facts.box_runs:
        return inapplicable(mark("The box does not run."))
    if facts.hardware is not None and facts.hardware.mode is Mode.RECORDING_ONLY:
        return broken(
            mark("The recogniser crashed too often and is left off; recording goes on."),
            mark("Switch the box off and on. If it happens again, make a support bundle."),
        ).on(Way.THIS_BOX)
    for process in facts.processes:
        if process.state is ProcessState.FATAL:
            return broken(
                mark("The part {role} crashed too often and is left off ({exit})."),
                mark("Switch the box off and on. If it happens again, make a support bundle."),
                role=process.role,
                exit=process.last_exit,
            ).on(Way.THIS_BOX)
    for process in facts.processes:
        if process.restarts >= MANY_RESTARTS and process.uptime_s < YOUNG_S:
            return attention(
                mark("The part {role} was restarted {count} times ({exit})."),
                mark("Nothing is lost. If it goes on, make a support bundle."),
                role=process.role,
                count=str(process.restarts),
                exit=process.last_exit,
            )
    away = [each.role for each in facts.processes if each.state is not ProcessState.RUNNING]
    if away:
        return attention(
            mark("These parts are just starting: {roles}."),
            mark("Wait a minute, then examine again."),
            roles=", ".join(away),
        )
    return ok(mark("All parts of the box run."))


CHECK = Check(
    name="processes",
    area=Area.BOX,
    title=mark("Parts of the box"),
    why=mark("Each part may crash and comes back; one that keeps crashing needs help."),
    look=look,
)
