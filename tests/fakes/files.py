"""A queue of files that only remembers what was asked of it."""

from collections.abc import Sequence
from pathlib import Path

from appliance.domain.batch_progress import overall
from appliance.domain.wishes import NO_WISHES, Wishes
from appliance.errors import ApplianceError
from appliance.station.face_files import Added, FileView, HandOver, LeftOut, QueueView
from appliance.station.face_lock import Permit


class FakeFiles:
    """Implements face_files.Files. Its public fields are the test's hands."""

    def __init__(self) -> None:
        self.files: tuple[FileView, ...] = ()
        self.paused = False
        self.held = ""
        self.audio_per_s: float | None = None
        self.refusal: ApplianceError | None = None
        """Raised by the next thing that is asked for."""

        self.asked: list[str] = []
        self.added: list[tuple[tuple[str, ...], Wishes]] = []
        """Names and wishes of each addition."""

        self.permits: list[Permit | None] = []
        """With which files were taken off the list."""

        self.left_out: list[LeftOut] = []
        """Reasons for which the next additions are refused."""

    async def ready(self) -> None:
        """It always is."""

    def view(self) -> QueueView:
        """Return what the test set."""
        jobs = [file.job for file in self.files]
        return QueueView(
            files=self.files,
            overall=overall(
                jobs,
                done_s={file.job.id: file.extent.done_s for file in self.files},
                audio_per_s=self.audio_per_s,
            ),
            paused=self.paused,
            held=self.held,
            held_hint="Export recordings to a stick and delete them here; then try the file again."
            if self.held
            else "",
        )

    async def add(
        self,
        paths: Sequence[Path],
        *,
        wishes: Wishes = NO_WISHES,
        title: str = "",
        again: bool = False,
        hand_over: HandOver = HandOver.IN_PLACE,
        names: Sequence[str] = (),
    ) -> Added:
        """Remember the names."""
        self.asked += [f"add {path.name}" for path in paths]
        self.added.append((tuple(names), wishes))
        if self.left_out:
            return Added(batch_id="0000", job_ids=(), left_out=(self.left_out.pop(),))
        return Added(batch_id="0000", job_ids=tuple(f"{at:08x}" for at, _ in enumerate(paths)))

    async def known(self, path: Path) -> str | None:
        """Know none."""
        self._refuse()
        self.asked.append(f"known {path.name}")
        return None

    async def pause(self) -> None:
        """Be paused."""
        self.paused = True

    async def resume(self) -> None:
        """Be no longer paused."""
        self.paused = False

    async def cancel(
        self, job_ids: Sequence[str] = (), *, batch_id: str = "", permit: Permit | None = None
    ) -> int:
        """Remember what was given up."""
        self._refuse()
        self.asked.append(f"cancel {' '.join(job_ids)}{batch_id}")
        return len(job_ids)

    async def move(self, job_id: str, position: int) -> None:
        """Remember the place."""
        self._refuse()
        self.asked.append(f"move {job_id} {position}")

    async def retry(self, job_ids: Sequence[str] = ()) -> int:
        """Remember what is tried again."""
        self.asked.append(f"retry {' '.join(job_ids)}")
        return len(job_ids)

    async def clear(self, job_ids: Sequence[str] = (), *, permit: Permit | None = None) -> int:
        """Remember what was cleared."""
        self.permits.append(permit)
        self.asked.append(f"clear {' '.join(job_ids)}")
        return len(job_ids)

    def _refuse(self) -> None:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
