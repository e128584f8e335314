"""How changes of the hardware are heard."""

import errno
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Timer

import pytest

from appliance.supervisor.hardware.changes import (
    BLOCK,
    BURST_LIMIT,
    EVERYTHING,
    SOUND,
    Changes,
    PollingChanges,
    SimulatedChanges,
    UdevChanges,
)

LONG_S = 30.0


@dataclass
class FakeDevice:
    """An event of a subsystem."""

    subsystem: str | None


@dataclass
class FakeMonitor:
    """Stands for pyudev's monitor: a pipe that can be waited for, and what comes out of it."""

    ends: tuple[int, int] = field(default_factory=os.pipe)
    events: deque[FakeDevice | OSError] = field(default_factory=deque)

    def happen(self, *events: FakeDevice | OSError) -> None:
        """Let events arrive."""
        self.events.extend(events)
        os.write(self.ends[1], b"x")

    def fileno(self) -> int:
        """See UdevMonitor."""
        return self.ends[0]

    def poll(self, timeout: float) -> FakeDevice | None:
        """See UdevMonitor."""
        assert 0 == timeout
        if not self.events:
            return None
        event = self.events.popleft()
        if isinstance(event, OSError):
            raise event
        return event


@pytest.fixture
def monitor() -> Iterator[FakeMonitor]:
    """A monitor in which nothing happened yet."""
    monitor = FakeMonitor()
    yield monitor
    for end in monitor.ends:
        os.close(end)


@pytest.fixture
def changes(monitor: FakeMonitor) -> Iterator[UdevChanges]:
    """The changes heard from it."""
    changes = UdevChanges(monitor)
    yield changes
    changes.close()


def test_subsystems_of_a_burst_are_told_together(
    monitor: FakeMonitor, changes: UdevChanges
) -> None:
    """A dozen events of a plugged device are one answer."""
    monitor.happen(*[FakeDevice(SOUND)] * 5, FakeDevice(BLOCK), FakeDevice(None))
    assert EVERYTHING == changes.wait(LONG_S)


def test_nothing_happened(changes: UdevChanges) -> None:
    """The wait ends after its timeout with nothing."""
    assert frozenset() == changes.wait(0.01)


def test_overflow_means_everything_may_have_changed(
    monitor: FakeMonitor, changes: UdevChanges, caplog: pytest.LogCaptureFixture
) -> None:
    """When the kernel dropped events (ENOBUFS), all must be listed anew; the log says so."""
    monitor.happen(FakeDevice(SOUND), OSError(errno.ENOBUFS, "No buffer space available"))
    assert EVERYTHING == changes.wait(LONG_S)
    assert ["udev-overflow"] == [getattr(record, "event", "") for record in caplog.records]


def test_other_failures_are_not_hidden(monitor: FakeMonitor, changes: UdevChanges) -> None:
    """Only the overflow is understood."""
    monitor.happen(OSError(errno.EIO, "Input/output error"))
    with pytest.raises(OSError, match="Input/output"):
        changes.wait(LONG_S)


def test_endless_events_are_taken_in_pieces(monitor: FakeMonitor, changes: UdevChanges) -> None:
    """A device that never stops changing does not keep us from looking."""
    monitor.happen(*[FakeDevice(BLOCK)] * (BURST_LIMIT + 10))
    assert frozenset({BLOCK}) == changes.wait(LONG_S)
    assert 10 == len(monitor.events)


@pytest.mark.parametrize("kind", ["udev", "polling", "simulated"])
def test_waiting_is_ended_from_another_thread(kind: str, changes: UdevChanges) -> None:
    """A stop need not wait for the next look."""
    others: dict[str, Changes] = {
        "udev": changes,
        "polling": PollingChanges("no udev"),
        "simulated": SimulatedChanges(),
    }
    timer = Timer(0.01, others[kind].wake)
    timer.start()
    assert frozenset() == others[kind].wait(LONG_S)
    timer.join()


def test_announced_changes_are_told_once() -> None:
    """The simulated twin tells what it was told."""
    changes = SimulatedChanges()
    changes.announce(SOUND)
    assert frozenset({SOUND}) == changes.wait(LONG_S)
    assert frozenset() == changes.wait(0.01)
