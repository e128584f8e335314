"""The queue in front of the recorder."""

from appliance.capture.events import AudioDropped, Finish
from appliance.capture.inbox import Inbox
from appliance.capture.sources import Heard
from tests.fakes.audio import ramp


def heard(samples: int) -> Heard:
    """Return a piece."""
    return Heard(pcm=ramp(0, samples), at_ns=0)


def test_order_is_kept_and_dropped_audio_is_told_in_its_place() -> None:
    """Audio beyond the bound is dropped; before the next event its length is told."""
    inbox = Inbox(limit_samples=100)
    first, fitting, later = heard(60), heard(40), heard(50)
    assert inbox.put_audio(first)
    assert not inbox.put_audio(heard(50))
    assert not inbox.put_audio(heard(41))
    assert inbox.put_audio(fitting)
    assert [inbox.get(0) for _ in range(2)] == [first, AudioDropped(samples=91)]
    assert inbox.get(0) is fitting
    assert inbox.put_audio(later)
    assert inbox.get(0) is later


def test_other_events_are_never_dropped() -> None:
    """A full queue still takes commands."""
    inbox = Inbox(limit_samples=10)
    inbox.put_audio(heard(10))
    finish = Finish()
    inbox.put(finish)
    inbox.get(0)
    assert inbox.get(0) is finish


def test_an_empty_queue_gives_nothing_in_time() -> None:
    """Waiting ends."""
    assert Inbox(limit_samples=10).get(0.01) is None
