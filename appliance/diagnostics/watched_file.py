"""A long file on its way through the queue: what was told of it, and how honest that was."""

from dataclasses import dataclass, field
from typing import Final

from appliance.diagnostics.running_box import BoxFailedError
from appliance.domain.batch import JobState
from appliance.wire.files_client import KnownQueue

TOLD: Final = 50
"""So many of the ends that were told are kept for the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The file at one moment."""

    at_s: float
    done_s: float
    total_s: float
    left_s: float | None


@dataclass(slots=True, kw_only=True)
class WatchedFile:
    """What was seen of the only file of a queue; times count from when it was added."""

    first_text_s: float = 0.0
    decoded_s: float = 0.0
    decoder_bytes: int = 0
    sights: list[Sight] = field(default_factory=list)

    def see(self, known: KnownQueue, at_s: float) -> None:
        """Note what is told now. Raises BoxFailedError if the file failed."""
        (line,) = known.files.values()
        if line.state in {JobState.FAILED, JobState.CANCELLED}:
            raise BoxFailedError("{reason}", hint="{then}", reason=line.reason, then=line.hint)
        # What was over between two looks tells no word any more.
        if not self.first_text_s and (line.excerpt or line.state is JobState.DONE):
            self.first_text_s = at_s
        if not self.decoded_s and line.state in {JobState.RECOGNISING, JobState.DONE}:
            self.decoded_s = at_s
        head = known.head
        self.sights.append(
            Sight(at_s=at_s, done_s=head.done_s, total_s=head.total_s, left_s=head.left_s)
        )

    def told_ends(self) -> list[list[float]]:
        """Which end was told when, some of them on the way."""
        every = max(len(self.sights) // TOLD, 1)
        return [
            [round(sight.at_s, 1), round(sight.at_s + sight.left_s, 1)]
            for sight in self.sights[::every]
            if sight.left_s is not None
        ]

    def progress_off(self, end_s: float) -> float:
        """How far the share shown as done differs from the share of the time, at worst.

        If only a share of the file was waited for, its end is what counts.
        """
        last = self.sights[-1]
        whole = last.done_s / last.total_s
        return max(
            abs(sight.done_s / sight.total_s / whole - sight.at_s / end_s) for sight in self.sights
        )

    def told_end_off(self, end_s: float) -> float:
        """How far the end that was told differs from the real one, at worst, as a share of it.

        In the middle four fifths of the time: before that nothing is measured, and after it
        nobody asks. If only a share of the file was waited for, its end is what counts.
        """
        last = self.sights[-1]
        worst = 0.0
        for sight in self.sights:
            if sight.left_s is None or not 0.1 <= sight.at_s / end_s <= 0.9:
                continue
            to_do = last.done_s - sight.done_s
            told_s = sight.left_s * to_do / max(sight.total_s - sight.done_s, 1e-9)
            worst = max(worst, abs(sight.at_s + told_s - end_s) / end_s)
        return worst
