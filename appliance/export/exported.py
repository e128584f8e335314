"""What was exported so far, by all receipts there are.

``exported.index`` says for most of the receipts what stands in them, so that only the newest are
read. It holds nothing of its own: where it is damaged, or names a receipt that is no longer there,
it is made anew from the receipts.
"""

import json
import logging
from pathlib import Path
from threading import Lock
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.export import receipt
from appliance.recordings.durable import replace_file

log = logging.getLogger(__name__)

INDEX: Final = "exported.index"
FOLDED_AT: Final = 200
"""So many receipts are read each time before they are put into the index."""

_writing = Lock()


class _Index(BaseModel):
    """What the receipts named in it say."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, le=1)] = 1
    receipts: set[str] = Field(default_factory=set)
    texts: dict[str, tuple[str, str]] = Field(default_factory=dict)
    """By recording: the newest receipt and the digest of the text that it is about."""

    audio: set[str] = Field(default_factory=set)

    @classmethod
    def read(cls, receipts: Path) -> Self:
        """Read it; an empty one if there is none that can be used."""
        try:
            return cls.model_validate_json((receipts / INDEX).read_bytes())
        except FileNotFoundError:
            return cls()
        except (OSError, ValidationError) as error:
            log.warning(
                "index of exports not readable: %s", error, extra={"event": "exported-damaged"}
            )
            return cls()

    def add(self, file: Path) -> None:
        """Take in what a receipt says; one that cannot be read may be readable the next time."""
        content = receipt.read(file)
        if content is None:
            return
        self.receipts.add(file.name)
        texts, audio = content.get("texts"), content.get("audio")
        for recording, digest in texts.items() if isinstance(texts, dict) else ():
            known = self.texts.get(recording)
            if known is None or known[0] <= file.name:
                self.texts[recording] = (file.name, str(digest))
        if isinstance(audio, list):
            self.audio.update(map(str, audio))


def texts(receipts: Path) -> dict[str, str]:
    """Return for each recording that was exported the digest of the text that went last.

    Raises ExportError if the folder of receipts cannot be read.
    """
    return {recording: digest for recording, (_, digest) in _all(receipts).texts.items()}


def with_audio(receipts: Path) -> set[str]:
    """Return the recordings whose audio was carried away, not their text alone.

    Raises ExportError if the folder of receipts cannot be read.
    """
    return _all(receipts).audio


def _all(receipts: Path) -> _Index:
    files = receipt.files(receipts)
    with _writing:
        index = _Index.read(receipts)
        if not index.receipts <= {file.name for file in files}:
            index = _Index()
        fresh = [file for file in files if file.name not in index.receipts]
        for file in fresh:
            index.add(file)
        if len(fresh) >= FOLDED_AT:
            _write(receipts, index)
    return index


def _write(receipts: Path, index: _Index) -> None:
    content = index.model_dump(mode="json")
    try:
        replace_file(receipts / INDEX, json.dumps(content).encode())
    except OSError as error:  # the next reader tries it again
        log.warning("index of exports not kept: %s", error, extra={"event": "exported-not-kept"})
