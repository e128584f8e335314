"""What the command line asks of the running station about sticks, and what it answers.

``volume`` is the identity, the label or the mount point of a stick, or the absolute path of a
folder. Paths on a stick are written as in domain.stick_names.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from appliance.wire.codec import Message
from appliance.wire.supervision import Volume

LINES_PER_MESSAGE = 80
"""Keeps a message below the frame limit, with the longest and oddest names there are."""


class ListSticks(Message, event="list-sticks"):
    """Ask for the sticks that are plugged in; answered with SticksTold."""


class SticksTold(Message, event="sticks-told"):
    """All mounted removable volumes, and as in HardwareStatus the sticks that are not open."""

    volumes: tuple[Volume, ...] = ()
    unopened: tuple[str, ...] = ()


class ShowStick(Message, event="show-stick"):
    """Look at a stick; answered with StickContentsTold until ``last``."""

    volume: str = Field(max_length=4096)


class StickFileLine(BaseModel):
    """Something that can be imported."""

    model_config = ConfigDict(frozen=True)

    path: str
    size_bytes: int


class RefusedLine(BaseModel):
    """Something that is not taken."""

    model_config = ConfigDict(frozen=True)

    path: str
    refusal: str
    """A Refusal."""


class StickContentsTold(Message, event="stick-contents-told"):
    """A part of what is on a stick; the counts are those of the whole."""

    audio: tuple[StickFileLine, ...] = ()
    lexicons: tuple[StickFileLine, ...] = ()
    models: tuple[StickFileLine, ...] = ()
    bundles: tuple[StickFileLine, ...] = ()
    refused: tuple[RefusedLine, ...] = ()
    refused_count: int = 0
    exported_count: int = 0
    other_count: int = 0
    looked_at: int = 0
    cut_short: str = ""
    """A CutShort, if not everything was looked at."""

    last: bool = True


class ImportAudio(Message, event="import-audio"):
    """Copy audio off a stick and queue it; answered with AudioImportTold until ``last``."""

    volume: str = Field(max_length=4096)
    paths: Annotated[tuple[str, ...], Field(max_length=LINES_PER_MESSAGE)] | None = None
    """None takes all that there is."""


class AudioLine(BaseModel):
    """What became of one file; ``job_id``, of the queue, is there if it was taken."""

    model_config = ConfigDict(frozen=True)

    path: str
    job_id: str | None = None
    sha256: str = ""
    size_bytes: int = 0
    refusal: str = ""
    """A Refusal, if it was not taken."""

    detail: str = ""


class AudioImportTold(Message, event="audio-import-told"):
    """Progress of an import; the step ``done`` brings the outcomes, in parts."""

    step: str
    file: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    outcomes: tuple[AudioLine, ...] = ()
    last: bool = False


class ImportPacks(Message, event="import-packs"):
    """Install packs of hot words from a stick; answered with PacksTold until ``last``."""

    volume: str = Field(max_length=4096)
    paths: Annotated[tuple[str, ...], Field(max_length=LINES_PER_MESSAGE)] | None = None
    """None takes all that there are."""

    replace: bool = False
    """Also over a pack of the box that has the same name and other content."""


class PackLine(BaseModel):
    """What became of one pack."""

    model_config = ConfigDict(frozen=True)

    path: str
    name: str
    is_new: bool = False
    terms: int = 0
    rules: int = 0
    problems: tuple[str, ...] = ()
    refusal: str = ""
    detail: str = ""


class PacksTold(Message, event="packs-told"):
    """What became of the packs, in parts."""

    outcomes: tuple[PackLine, ...] = ()
    last: bool = True


class ImportBundle(Message, event="import-bundle"):
    """Install a signed bundle from a stick; answered with BundleImportTold until ``last``."""

    volume: str = Field(max_length=4096)
    path: str = Field(max_length=4096)
    replace: bool = False
    """Also an earlier version than the installed one, and over packs of the box's own."""


class BundleLine(BaseModel):
    """A bundle that is installed."""

    model_config = ConfigDict(frozen=True)

    kind: str
    name: str
    version: str
    signer: str
    uses: tuple[str, ...] = ()
    """What a model is in use for; then ReloadRecogniser is due."""


class BundleImportTold(Message, event="bundle-import-told"):
    """Progress of a bundle; the step ``done`` says what was taken."""

    step: str
    file: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    taken: BundleLine | None = None
    last: bool = False


class EjectStick(Message, event="eject-stick"):
    """Have a stick written out and, where the box mounted it, unmounted; answered StickEjected."""

    volume: str = Field(max_length=4096)


class StickEjected(Message, event="stick-ejected"):
    """Everything is on the stick."""

    is_unmounted: bool
    """False if somebody else mounted it: unmount it before pulling."""
