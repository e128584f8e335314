"""The doctor's check of the box's own parts: what it says of restarts."""

from datetime import UTC, datetime

from appliance.diagnostics.checks import Verdict, processes
from appliance.diagnostics.facts import ClockFacts, Facts
from appliance.domain.process import ProcessState
from appliance.wire.supervision import ProcessStatus


def test_a_restart_is_told_as_long_as_somebody_may_wonder() -> None:
    """Which part, when and how often; afterwards nothing needs to be done about it."""
    status = ProcessStatus(
        role="inference", state=ProcessState.RUNNING, faults=1, faults_lately=1,
        fault_ago_s=120.0, last_exit="killed by SIGKILL",
    )  # fmt: skip
    clock = ClockFacts(now=datetime(2026, 1, 1, 9, 30, tzinfo=UTC))
    young = processes.CHECK.find(Facts(processes=(status,), clock=clock))
    assert Verdict.ATTENTION is young.verdict
    assert (
        "Restarted by itself at 2026-01-01 09:28: the recogniser (killed by SIGKILL). Restarts in"
        " the last hour: 1, since the box started: 1." == young.what_in_english
    )
    old = status.model_copy(update={"fault_ago_s": 901.0})
    fine = processes.CHECK.find(Facts(processes=(old,), clock=clock))
    assert Verdict.OK is fine.verdict
    assert "Last restarted by itself at 2026-01-01 09:14: the recogniser." in fine.what_in_english
    renewed = ProcessStatus(role="capture", state=ProcessState.RUNNING, restarts=5)
    asked = processes.CHECK.find(Facts(processes=(renewed,)))
    assert "All parts of the box run." == asked.what_in_english


def test_a_part_that_is_down_is_not_told_as_restarted() -> None:
    """Until it crashes again and again: that is what one should know then."""
    down = ProcessStatus(
        role="capture", state=ProcessState.BACKOFF, faults=1, faults_lately=1,
        fault_ago_s=1.0, last_exit="killed by SIGKILL",
    )  # fmt: skip
    clock = ClockFacts(now=datetime(2026, 1, 1, 9, 30, tzinfo=UTC))
    shaky = ProcessStatus(
        role="inference", state=ProcessState.RUNNING, faults=3, faults_lately=3, fault_ago_s=3e3,
    )  # fmt: skip
    once = processes.CHECK.find(Facts(processes=(shaky, down), clock=clock))
    assert "Just starting: the recorder." == once.what_in_english
    often = down.model_copy(update={"faults": 3, "faults_lately": 3})
    again = processes.CHECK.find(Facts(processes=(often,), clock=clock))
    assert again.what_in_english.startswith("Restarted by itself at ")
