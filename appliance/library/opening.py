"""What happens when the library is opened, on its thread: check, migrate, catch up."""

import logging
from collections.abc import Callable
from typing import Final

from appliance.domain.progress import Progress, no_progress
from appliance.library import database, restoring, trash
from appliance.library.errors import NewerLibraryError
from appliance.library.restoring import Restored
from appliance.library.store import Store
from appliance.library.text_keeper import TextKeeper
from appliance.paths import Paths

log = logging.getLogger(__name__)

PATIENCE_S: Final = 5.0
"""The start waits so long for catching up; a box that is not ready in time is restarted."""

FOLDERS_A_STEP: Final = 10
"""What a call that comes meanwhile waits for."""


_DAMAGED: Final = "The library was damaged and is rebuilt from the recordings."
_NEWER: Final = "The library is of a newer release and is rebuilt from the recordings."


class Opening:
    """Opens the library; ``step`` then goes on until it is done."""

    def __init__(self, paths: Paths, monotonic: Callable[[], float]) -> None:
        """Open; a file that cannot be read is set aside, and ``notice`` says so.

        Raises LibraryError.
        """
        self._paths = paths
        self.notice = ""
        try:
            connection = database.connect(paths.library)
        except (database.DamagedError, NewerLibraryError) as error:
            is_newer = isinstance(error, NewerLibraryError)
            what = "newer" if is_newer else "damaged"
            folder = database.set_aside(paths.library, paths.quarantine, what=what)
            # Without the folder: it goes with the next recording that is removed for good.
            self.notice = _NEWER if is_newer else _DAMAGED
            log.warning("%s", error, extra={"event": f"library-{what}", "folder": str(folder)})
            connection = database.connect(paths.library)
        self.keeper = TextKeeper(Store(connection), paths, monotonic)
        self._restored = Restored()
        self._told = Restored()
        with database.explained(paths.library):
            trash.resume(self.keeper.store, paths)
            self._look()
            until = monotonic() + PATIENCE_S
            while self.step() and monotonic() < until:
                pass

    def step(self) -> bool:
        """Take over some folders, or enter some recordings into the index; False when done."""
        if self._wanted:
            restored = restoring.catch_up(self.keeper.store, self._wanted[:FOLDERS_A_STEP])
            self.keeper.keep(restored.behind)
            self._restored += restored
            del self._wanted[:FOLDERS_A_STEP]
            return True
        if self._restored != self._told:
            self._told = self._restored
            self._tell()
        return self.keeper.index_some(FOLDERS_A_STEP)

    def take_over_all(self, progress: Progress = no_progress) -> None:
        """Take over at once the folders that are still waiting for it."""
        total = len(self._wanted)
        while self._wanted:
            self.step()
            progress(restoring.CATCHING_UP, total - len(self._wanted), total)

    def take_over_new(self, progress: Progress = no_progress) -> None:
        """Look again which folders there are, take over what the library lacks, and index all."""
        self._look()
        self.take_over_all(progress)
        total = len(self.keeper.store.unindexed(restoring.ALL))
        done = 0
        while self.step():
            done += FOLDERS_A_STEP
            progress(restoring.INDEXING, done, total)
        if total:
            progress(restoring.INDEXING, total, total)

    def _look(self) -> None:
        self._wanted = restoring.wanting(self.keeper.store, self._paths)

    def _tell(self) -> None:
        log.warning(
            "recordings taken over from their folders",
            extra={
                "event": "library-caught-up",
                "recordings": self._restored.recordings,
                "transcripts": self._restored.transcripts,
                "files": len(self._restored.behind),
                "problems": len(self._restored.problems),
            },
        )
