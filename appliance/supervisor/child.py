"""One child of the supervisor: started, watched, restarted, stopped."""

import asyncio
import logging
import os
from collections.abc import Callable, Sequence
from time import monotonic

from appliance.domain.faults import Faults
from appliance.domain.lifecycle import Lifecycle
from appliance.domain.liveness import Liveness, Overdue
from appliance.domain.process import ProcessEnd, ProcessState, Role
from appliance.domain.restart_policy import GiveUp, RestartPolicy
from appliance.supervisor.environment import environment_of_child
from appliance.supervisor.limits import Limits
from appliance.supervisor.listener import Listener
from appliance.supervisor.program import Program, describe_end
from appliance.wire.codec import WireError
from appliance.wire.supervision import ProcessStatus

log = logging.getLogger(__name__)

ASLEEP_S = 1.0
"""Woken so much too late, the supervisor had been paused itself and blames nobody."""

RECYCLE_TIMEOUT_S = 60.0
"""How long a job may take to end when its process is to be replaced."""

STUCK_S = 1.0
"""How long a killed process may take to be gone while the box stops."""

TOO_SOON_TO_RECYCLE_S = 60.0
"""A process that is too big already now would be too big again: that is a crash."""


class Child:
    """Owns the runs of one role's program. `keep` is its life; all else influences that."""

    def __init__(
        self,
        role: Role,
        *,
        command: Callable[[], Sequence[str]],
        limits: Limits,
        policy: RestartPolicy,
        listener: Listener,
        on_change: Callable[[], None],
        on_refused: Callable[[int], None],
    ) -> None:
        self.role = role
        self._command = command
        self._limits = limits
        self._policy = policy
        self._listener = listener
        self._on_change = on_change
        self._on_refused = on_refused
        self._lifecycle = Lifecycle()
        self._program: Program | None = None
        self._liveness: Liveness | None = None
        self._woken = asyncio.Event()
        self._box_started_s = monotonic()
        self._started_s = 0.0
        self._starts = 0
        self._ready_after_s: float | None = None
        self._count = 0
        self._last_exit = ""
        self._last_pid: int | None = None
        self._last_end: ProcessEnd | None = None
        self._fault = ""
        self._faults = Faults()
        self._is_hung = False
        self._must_recycle = False
        self._is_outdated = self._was_asked_to_leave = False
        self._stop_by_s: float | None = None
        self._finished = asyncio.Event()

    @property
    def state(self) -> ProcessState:
        """Where it is in its life."""
        return self._lifecycle.state

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._program.pid if self._program else None

    def owns(self, pid: int) -> bool:
        """Tell whether ``pid`` belongs to the present run."""
        return self._program is not None and self._program.owns(pid)

    def status(self) -> ProcessStatus:
        """Return what there is to know."""
        now_s = monotonic()
        return ProcessStatus(
            role=self.role.value,
            state=self.state,
            pid=self.pid,
            restarts=max(0, self._starts - 1),
            faults=self._faults.count,
            faults_lately=self._faults.lately(now_s=now_s),
            fault_ago_s=self._faults.ago_s(now_s=now_s),
            uptime_s=now_s - self._started_s if self._program else 0.0,
            ready_after_s=self._ready_after_s,
            rss_bytes=self.rss_bytes(),
            progress=self._count,
            last_exit=self._last_exit,
            last_pid=self._last_pid,
            last_end=self._last_end,
        )

    def rss_bytes(self) -> int:
        """Resident memory; 0 while it does not run."""
        return self._program.rss_bytes() if self._program else 0

    def became_ready(self) -> None:
        """Note that the present run can work. Raises WireError if nothing was started."""
        if self.state not in {ProcessState.STARTING, ProcessState.RUNNING} or not self._liveness:
            raise WireError(
                "{role} is {state} and cannot become ready.",
                hint="It is being restarted.",
                role=self.role.value,
                state=self.state.value,
            )
        now_s = monotonic()
        self._liveness.ready(now_s=now_s, cpu_s=self._cpu_s())
        if self.state is ProcessState.RUNNING:
            return
        after_s = now_s - self._started_s
        if self._ready_after_s is None:
            self._ready_after_s = after_s = now_s - self._box_started_s
        self._enter(ProcessState.RUNNING)
        self._woken.set()
        self._listener.became_ready(self.role, after_s=after_s)

    def progressed(self, *, pid: int, count: int) -> None:
        """Note work of the run with ``pid``; what an earlier run still says is ignored."""
        if self._liveness is not None and pid == self.pid:
            self._liveness.progressed(count=count, now_s=monotonic(), cpu_s=self._cpu_s())
            self._count = count

    def recycle(self, *, reason: str) -> None:
        """Replace the running process once its job is done."""
        if self.state is not ProcessState.RUNNING or not self._program or not self._liveness:
            return
        log.warning(
            "%s is replaced: %s",
            self.role,
            reason,
            extra={"event": "child-recycled", "role": self.role.value},
        )
        if self._liveness.worked_s(now_s=monotonic()) < TOO_SOON_TO_RECYCLE_S:
            self._blame(reason)
        else:
            self._last_exit = reason
            self._faults.note(now_s=monotonic())
            self._must_recycle = True
            self._woken.set()

    def renew(self) -> None:
        """Have it started anew as its command is now: when it can be spared, or at once.

        One that was left off gets another chance.
        """
        self._is_outdated = True
        self._woken.set()

    async def stop(self, *, by_s: float) -> None:
        """End in good order; killed at ``by_s`` (monotonic). Returns when it is gone."""
        self._stop_by_s = by_s
        self._woken.set()
        await self._finished.wait()

    async def keep(self) -> None:
        """Keep the process running until `stop`."""
        try:
            while self._stop_by_s is None:
                status, words = await self._run()
                is_running = self.state is ProcessState.RUNNING
                if self._was_asked_to_leave and status == 0 and is_running:
                    self._enter(ProcessState.STOPPING)
                if self.state is ProcessState.STOPPING:
                    self._enter(ProcessState.EXITED)
                elif status is not None and self._is_refusal(status):
                    await self._lie_down_refused(status, words)
                else:
                    await self._lie_down(describe_end(status, words) if status is not None else "")
        finally:
            self._finished.set()

    async def _run(self) -> tuple[int | None, str]:
        """Run the program once; returns its exit status and last words."""
        self._enter(ProcessState.STARTING)
        self._starts += 1
        self._started_s = monotonic()
        self._fault, self._is_hung, self._must_recycle = "", False, False
        self._is_outdated = self._was_asked_to_leave = False
        environment = environment_of_child(
            os.environ, is_single_threaded=self._limits.is_single_threaded
        )
        self._liveness = Liveness(
            started_s=self._started_s,
            start_timeout_s=self._limits.start_timeout_s,
            progress_timeout_s=self._limits.progress_timeout_s,
            slow_timeout_s=self._limits.slow_timeout_s,
        )
        try:
            program = await Program.start(self.role, self._command(), environment, self._limits)
        except OSError as error:
            self._fault = f"cannot be started: {error}"
            return None, ""
        self._program = program
        ended = asyncio.create_task(program.ended())
        ended.add_done_callback(lambda _: self._woken.set())
        log.info(
            "%s started",
            self.role,
            extra={"event": "child-started", "role": self.role.value, "child_pid": program.pid},
        )
        try:
            await self._watch(program, self._liveness, ended)
        finally:
            if not ended.done():  # we are cancelled: nothing of ours goes on without us
                program.kill_group()
            await asyncio.wait({ended}, timeout=STUCK_S)
            self._last_pid, self._last_end = program.pid, self._how_it_ended(ended)
            self._program = None
        if not ended.done():
            ended.cancel()
            return None, ""
        return ended.result(), program.last_words

    async def _watch(
        self, program: Program, liveness: Liveness, ended: "asyncio.Task[int]"
    ) -> None:
        """Return once the program has ended, whatever that takes."""
        while not ended.done():
            self._woken.clear()
            if self._stop_by_s is not None or self._must_recycle:
                await self._end_in_good_order(program, ended)
                return
            if self._is_outdated and not self._limits.leaves_when_idle:
                await self._end_in_good_order(program, ended)
                return
            if self._is_outdated and self.state is ProcessState.RUNNING:
                self._is_outdated, self._was_asked_to_leave = False, True
                program.ask_to_leave()
            due_s = liveness.due_s
            if await self._woken_before(due_s):
                continue
            now_s = monotonic()
            if now_s - due_s > ASLEEP_S:
                log.warning("paused for a while", extra={"event": "supervisor-was-paused"})
                liveness.forgive(now_s=now_s)
            elif (missing := liveness.overdue(now_s=now_s, cpu_s=self._cpu_s())) is not None:
                self._is_hung = True
                self._blame(self._describe_overdue(missing))
                await self._gone(ended)

    async def _end_in_good_order(self, program: Program, ended: "asyncio.Task[int]") -> None:
        self._enter(ProcessState.STOPPING)
        program.terminate()
        recycled_by_s = monotonic() + RECYCLE_TIMEOUT_S
        while not ended.done():
            by_s = recycled_by_s if self._stop_by_s is None else self._stop_by_s
            self._woken.clear()
            if not await self._woken_before(by_s):
                log.warning(
                    "%s does not stop: killed",
                    self.role,
                    extra={"event": "child-killed", "role": self.role.value},
                )
                program.kill_group()
                await self._gone(ended)
                return

    async def _gone(self, ended: "asyncio.Task[int]") -> None:
        """Wait for a killed process, but not for ever once the box stops.

        One that is stuck in the kernel dies only when its device answers.
        """
        while not ended.done():
            self._woken.clear()
            by_s = None if self._stop_by_s is None else self._stop_by_s + STUCK_S
            if not await self._woken_before(by_s):
                log.error(
                    "%s is stuck in the kernel and is left behind",
                    self.role,
                    extra={"event": "child-stuck", "role": self.role.value},
                )
                return

    async def _lie_down(self, how_it_ended: str) -> None:
        """Wait after an end nobody asked for, as long as the policy says."""
        assert self._liveness is not None
        now_s = monotonic()
        reason = self._fault or how_it_ended
        self._last_exit = reason
        self._faults.note(now_s=now_s)
        decision = self._policy.died(now_s=now_s, worked_s=self._liveness.worked_s(now_s=now_s))
        if isinstance(decision, GiveUp):
            log.error(
                "%s died %s times within %.0f s and is left off until the box starts again: %s",
                self.role,
                decision.crashes,
                decision.window_s,
                reason,
                extra={"event": "child-given-up", "role": self.role.value},
            )
            self._enter(ProcessState.FATAL)
            await self._rest(None)
            return
        log.warning(
            "%s died, starts again %s: %s",
            self.role,
            f"in {decision.delay_s:.0f} s" if decision.delay_s else "at once",
            reason,
            extra={"event": "child-died", "role": self.role.value},
        )
        self._enter(ProcessState.BACKOFF)
        await self._rest(now_s + decision.delay_s)

    async def _lie_down_refused(self, status: int, words: str) -> None:
        self._last_exit = describe_end(status, words)
        self._enter(ProcessState.BACKOFF)
        self._listener.refused(self.role, last_words=words)
        self._on_refused(status)
        await self._rest(None)

    async def _rest(self, until_s: float | None) -> None:
        """Wait for the time, for the stop or for a reason to try again, whichever comes first."""
        while self._stop_by_s is None:
            self._woken.clear()
            if self._is_outdated or not await self._woken_before(until_s):
                return
        self._enter(ProcessState.EXITED)

    async def _woken_before(self, until_s: float | None) -> bool:
        timeout_s = None if until_s is None else max(0.0, until_s - monotonic())
        try:
            async with asyncio.timeout(timeout_s):
                await self._woken.wait()
        except TimeoutError:
            return False
        return True

    def _is_refusal(self, status: int) -> bool:
        """Tell whether the box's very start fails for a reason the process itself named.

        Exit status 1 is Python's for any exception; errors of the wire pass by themselves.
        """
        return (
            self._limits.is_indispensable
            and self._starts == 1
            and self._ready_after_s is None
            and status > 1
            and status != WireError.exit_code
        )

    def _cpu_s(self) -> float:
        """Processor time of the present run, where it makes a difference."""
        if self._program is None or not self._limits.slow_timeout_s:
            return 0.0
        return self._program.cpu_s()

    def _how_it_ended(self, ended: "asyncio.Task[int]") -> ProcessEnd:
        if self._is_hung:
            return ProcessEnd.HUNG
        was_asked = self.state is ProcessState.STOPPING
        ended_well = ended.done() and not ended.cancelled() and ended.result() == 0
        return ProcessEnd.ASKED if was_asked or ended_well else ProcessEnd.CRASHED

    def _describe_overdue(self, missing: Overdue) -> str:
        if missing is Overdue.READINESS:
            return f"not ready within {self._limits.start_timeout_s:g} s: killed"
        return f"no progress for {self._limits.progress_timeout_s:g} s: killed"

    def _blame(self, fault: str) -> None:
        """Kill the present run for ``fault``; its end counts as a crash."""
        assert self._program is not None
        self._fault = fault
        self._program.kill_group()

    def _enter(self, state: ProcessState) -> None:
        self._lifecycle.enter(state)
        log.debug("%s is %s", self.role, state, extra={"event": "child-state"})
        self._on_change()
