"""Listeners that are slower than the microphone."""

from appliance.capture.subscriber import AUDIO_LIMIT_BYTES, QUEUE_LIMIT, Subscriber
from appliance.wire import Message
from appliance.wire.capture import (
    AudioLost,
    CaptureState,
    CaptureStatus,
    MarkerAdded,
    RecordedAudio,
    RecordingStopped,
)

PIECE = 1600


def audio(first_sample: int) -> RecordedAudio:
    """Return a tenth of a second."""
    return RecordedAudio(recording_id="r", first_sample=first_sample, audio=bytes(2 * PIECE))


def drain(subscriber: Subscriber) -> list[Message]:
    """Take everything queued."""
    messages = []
    while (message := subscriber._next()) is not None:
        messages.append(message)
    return messages


def test_a_slow_listener_is_told_the_exact_range_it_lost() -> None:
    """What does not fit is told as one range, before the audio that fits again."""
    subscriber = Subscriber(wants_audio=True)
    fitting = AUDIO_LIMIT_BYTES // (2 * PIECE)
    for number in range(fitting + 7):
        subscriber.offer(audio(number * PIECE))
    kept = drain(subscriber)
    subscriber.offer(audio((fitting + 7) * PIECE))
    assert [type(message) for message in kept] == [RecordedAudio] * fitting
    assert drain(subscriber) == [
        AudioLost(recording_id="r", first_sample=fitting * PIECE, sample_count=7 * PIECE),
        audio((fitting + 7) * PIECE),
    ]


def test_a_loss_at_the_end_is_told_before_the_stop() -> None:
    """A recording that stops while a listener is behind still tells it the range."""
    subscriber = Subscriber(wants_audio=True)
    fitting = AUDIO_LIMIT_BYTES // (2 * PIECE)
    for number in range(fitting + 1):
        subscriber.offer(audio(number * PIECE))
    stopped = RecordingStopped(recording_id="r", total_samples=1, reason="asked")
    subscriber.offer(stopped)
    lost = AudioLost(recording_id="r", first_sample=fitting * PIECE, sample_count=PIECE)
    assert drain(subscriber)[-2:] == [lost, stopped]


def test_only_the_latest_status_is_kept() -> None:
    """Old states are of no use to anybody."""
    subscriber = Subscriber(wants_audio=False)
    for samples in range(5):
        subscriber.offer(CaptureStatus(state=CaptureState.RECORDING, recorded_samples=samples))
        subscriber.offer(audio(samples))
    assert drain(subscriber) == [CaptureStatus(state=CaptureState.RECORDING, recorded_samples=4)]


def test_nobody_may_let_news_pile_up() -> None:
    """A listener that never reads is given up at a bound."""
    subscriber = Subscriber(wants_audio=False)
    marker = MarkerAdded(recording_id="r", at_sample=0, kind="plain")
    answers = [subscriber.offer(marker) for _ in range(QUEUE_LIMIT + 1)]
    assert answers == [True] * QUEUE_LIMIT + [False]
