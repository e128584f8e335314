"""Whether all parts of the box run and stay up."""

from datetime import timedelta

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
from appliance.domain.process import ProcessState, Role
from appliance.wire.supervision import Mode, ProcessStatus

LATELY_S = 900.0
"""So long after a restart whoever stands there may still wonder what happened."""

MANY = 3
"""Restarts within an hour that are no accident."""

_PARTS = {
    Role.CAPTURE: mark("the recorder"),
    Role.STATION: mark("the screen and the library"),
    Role.INFERENCE: mark("the recogniser"),
}


def look(facts: Facts) -> Judgement:
    """Given up, restarted minutes ago or again and again, or away."""
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
                mark("Left off, for it crashed too often: {part} ({exit})."),
                mark("Switch the box off and on. If it happens again, make a support bundle."),
                part=_part(process),
                exit=process.last_exit,
            ).on(Way.THIS_BOX)
    for process in facts.processes:
        if process.state is not ProcessState.RUNNING and process.faults_lately < MANY:
            return attention(
                mark("Just starting: {part}."),
                mark("Wait a minute, then examine again."),
                part=_part(process),
            )
    return _restarted(facts) or ok(mark("All parts of the box run."))


def _restarted(facts: Facts) -> Judgement | None:
    """Tell of the last restart that nobody asked for, and how many there were of all parts."""
    ended = [each for each in facts.processes if each.fault_ago_s is not None]
    if not ended:
        return None
    last = min(ended, key=_ago_s)
    lately = sum(each.faults_lately for each in ended)
    fields = {
        "moment": f"{facts.clock.now - timedelta(seconds=_ago_s(last)):%Y-%m-%d %H:%M}",
        "part": _part(last),
        "exit": last.last_exit,
        "lately": str(lately),
        "count": str(sum(each.faults for each in ended)),
    }
    if _ago_s(last) > LATELY_S and lately < MANY:
        return ok(
            mark(
                "All parts of the box run. Last restarted by itself at {moment}: {part}. Restarts"
                " in the last hour: {lately}, since the box started: {count}."
            ),
            **fields,
        )
    return attention(
        mark(
            "Restarted by itself at {moment}: {part} ({exit}). Restarts in the last hour: {lately},"
            " since the box started: {count}."
        ),
        mark("The box goes on by itself. If it happens again and again, make a support bundle."),
        **fields,
    )


def _ago_s(process: ProcessStatus) -> float:
    return process.fault_ago_s or 0.0


def _part(process: ProcessStatus) -> str:
    return _PARTS[Role(process.role)] if process.role in _PARTS else process.role


CHECK = Check(
    name="processes",
    area=Area.BOX,
    title=mark("Parts of the box"),
    why=mark("Each part may crash and comes back; one that keeps crashing needs help."),
    look=look,
)
