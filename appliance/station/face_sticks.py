"""What the screen and the command line may ask about sticks: one attribute of face.Station."""

from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from appliance.domain.bundle import BundleKind, Replaced
from appliance.domain.stick_contents import Refusal, StickContents
from appliance.domain.wishes import NO_WISHES, Wishes
from appliance.station.face_lock import Permit
from appliance.wire.supervision import Volume


class StickStep(StrEnum):
    """How far an import is."""

    CHECKING = "checking"
    COPYING = "copying"
    COPIED = "copied"
    """Everything is in the box: the stick is not needed any more."""

    TAKING = "taking"
    """The queue takes them over."""

    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioOutcome:
    """What became of one file; ``job_id`` is there if it was taken."""

    path: str
    """As in StickContents."""

    job_id: str | None = None
    """In the queue of files, which tells the rest: face_files."""

    sha256: str = ""
    size_bytes: int = 0
    refusal: Refusal | None = None
    detail: str = ""
    """What is known beyond the refusal, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StickProgress:
    """Progress of an import; the last one is DONE and has the outcome of every file."""

    step: StickStep
    file: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    outcomes: tuple[AudioOutcome, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOutcome:
    """What became of one pack of hot words."""

    path: str
    name: str
    is_new: bool = False
    """False if it was refused, or is in the box already as it is."""

    terms: int = 0
    rules: int = 0
    problems: tuple[str, ...] = ()
    """Lines that were left out, the first ones, in English."""

    refusal: Refusal | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleTaken:
    """A signed bundle that is installed."""

    kind: BundleKind
    name: str
    version: str
    signer: str
    """Who signed it, as the box's list of trusted keys calls them."""

    uses: tuple[str, ...] = ()
    """What a model is in use for; then the recogniser is to be reloaded."""

    later_version: str = ""
    """What was installed before, if this is an earlier one."""

    replaced_packs: tuple[str, ...] = ()
    """Names of those of the box that went for it; they can be put back with `restore_lexicons`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleProgress:
    """Progress of a bundle; the last one is DONE and says what was taken."""

    step: StickStep
    file: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    taken: BundleTaken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ejected:
    """A stick whose files are all written."""

    is_unmounted: bool
    """False without the mount helper: whoever mounted it must unmount it before pulling."""


class Sticks(Protocol):
    """Sticks that are plugged in.

    ``volume`` is the identity, the label or the mount point of one of them, or the absolute path
    of a folder that stands for one. All methods raise StickError.
    """

    def volumes(self) -> tuple[Volume, ...]:
        """Return all mounted removable volumes, also those that cannot be written."""
        ...

    def in_use(self) -> frozenset[str]:
        """Return the identities of those that are being read or written, and are to stay in.

        Cheap, may be asked at every redraw.
        """
        ...

    async def contents(self, volume: str) -> StickContents:
        """Look at what is there; takes seconds at most."""
        ...

    def import_audio(
        self,
        volume: str,
        paths: Sequence[str] | None = None,
        *,
        wishes: Wishes = NO_WISHES,
    ) -> AsyncGenerator[StickProgress, None]:
        """Copy audio into the box and queue it; by default all that `contents` offers.

        A file that is refused does not stop the others. One that the queue has taken and that
        turns out to be damaged, or to be in the library already, is explained there. Close the
        generator when leaving early: what was copied but not taken is then removed.
        """
        ...

    async def import_lexicons(
        self,
        volume: str,
        paths: Sequence[str] | None = None,
        *,
        replace: bool = False,
        permit: Permit | None = None,
    ) -> tuple[PackOutcome, ...]:
        """Install packs of hot words; by default all that `contents` offers.

        A pack of the box with the same name and other content stays unless ``replace``. Raises
        LockedError in kiosk mode without a permit.
        """
        ...

    async def restore_lexicons(
        self, names: Sequence[str], permit: Permit | None = None, *, replace: bool = False
    ) -> tuple[str, ...]:
        """Put packs back that were replaced or deleted; returns the names of those.

        One that is there now stays unless ``replace``. Raises LockedError as `import_lexicons`
        does.
        """
        ...

    def import_bundle(
        self,
        volume: str,
        path: str,
        *,
        replacing: Collection[Replaced] = (),
        permit: Permit | None = None,
    ) -> AsyncGenerator[BundleProgress, None]:
        """Install a signed bundle, whole or not at all; raises BundleError and LockedError too.

        Where it would take the place of what ``replacing`` does not allow, it raises
        ReplacingError, which says what that is.
        """
        ...

    async def eject(self, volume: str) -> Ejected:
        """Have everything written and, with the mount helper, the stick unmounted."""
        ...
