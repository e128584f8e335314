"""Writes to the library that also reach ``transcript.json``, so that it can be rebuilt."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from appliance.domain.labels import tidy_speaker_names, tidy_tags, tidy_title
from appliance.domain.recording import Recording
from appliance.domain.source import Source
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, TranscriptKind
from appliance.domain.voices import carried_over, with_former_numbers
from appliance.library import text_file
from appliance.library.row import Origin
from appliance.library.store import Store
from appliance.library.text_file import TextFile
from appliance.library.transaction import transaction
from appliance.library.word_coding import clean
from appliance.paths import Paths

log = logging.getLogger(__name__)

KEEP_EVERY_S: Final = 30.0
"""A growing text is written again after so long; a rebuild recognises the rest once more."""

ALL: Final = frozenset(TranscriptKind)
NOTHING: Final[Mapping[TranscriptKind, bytes]] = {}

KEEP_SHARE: Final = 0.01
"""A text of hours takes a second to write: then seldom, so that it takes no more of the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """The versions of the file that was written last, encoded: most of them stay as they are."""

    recording_id: str = ""
    revision: int = 0
    versions: Mapping[TranscriptKind, bytes] = field(default_factory=dict)


class TextKeeper:
    """Writes rows first and files after them; a file that fails is written at the next chance."""

    def __init__(self, store: Store, paths: Paths, monotonic: Callable[[], float]) -> None:
        self.store = store
        self._paths = paths
        self._monotonic = monotonic
        self._changed: dict[str, float] = {}
        """Recordings whose file is behind, with the moment since when."""

        self.failure: OSError | None = None
        """Why a file could not be written, the last time that one could not."""

        self._pause_s = KEEP_EVERY_S
        self._written = WrittenFile()

    def add_segments(
        self,
        recording_id: str,
        kind: TranscriptKind,
        segments: Sequence[Segment],
        *,
        decided_samples: int,
    ) -> None:
        """Write rows; the file follows every half minute, or less often if it is long."""
        added = self.store.add_segments(
            recording_id, kind, segments, decided_samples=decided_samples
        )
        now = self._monotonic()
        if added:
            self._changed.setdefault(recording_id, now)
        if now - self._changed.get(recording_id, now) >= self._pause_s:
            self._keep(recording_id)

    def complete(self, recording_id: str, kind: TranscriptKind) -> None:
        """Write the row and the file."""
        self.store.complete(recording_id, kind)
        self._keep(recording_id)

    def begin_again(self, recording_id: str) -> None:
        """Write the rows and the file."""
        self.store.begin_again(recording_id)
        self._keep(recording_id)

    def finish_again(self, recording_id: str) -> None:
        """Write the rows and the file; names stay with their voices until they are told anew."""
        before = self._segments(recording_id, TranscriptKind.SECOND_PASS)
        carried = carried_over(before, self._segments(recording_id, TranscriptKind.REMAKING))
        with transaction(self.store.connection):
            self.store.finish_again(recording_id)
            if any(each.speaker is not None for each in carried):
                self.store.set_speakers(recording_id, TranscriptKind.SECOND_PASS, carried)
        self._keep(recording_id)

    def discard(self, recording_id: str, kind: TranscriptKind) -> None:
        """Write the row and the file."""
        self.store.discard(recording_id, kind)
        self._keep(recording_id)

    def set_text_state(self, recording_id: str, state: TextState, problem: str) -> None:
        """Write the row and the file."""
        self.store.set_text_state(recording_id, state, problem)
        self._keep(recording_id)

    def set_speaker_state(self, recording_id: str, state: SpeakerState, problem: str) -> None:
        """Write the row and the file."""
        self.store.set_speaker_state(recording_id, state, problem)
        self._keep(recording_id)

    def set_speakers(
        self, recording_id: str, kind: TranscriptKind, segments: Sequence[Segment]
    ) -> None:
        """Write the rows and the file; who has a name keeps the number that it hangs on.

        A name whose voice is not clearly known again goes, unless an edited text still uses it.
        """
        names = self.store.get(recording_id).speaker_names
        told = list(segments)
        if names:
            told = with_former_numbers(self._segments(recording_id, kind), segments, taken=names)
        edited = self._segments(recording_id, TranscriptKind.EDITED)
        heard = {each.speaker for each in (*told, *edited)}
        lost = [name for number, name in names.items() if number not in heard]
        with transaction(self.store.connection):
            self.store.set_speakers(recording_id, kind, told)
            if lost:
                of = self.store.number(recording_id)
                kept = {number: name for number, name in names.items() if number in heard}
                self.store.labels.set_speaker_names(of, kept)
                self.store.files.changed(of, text=True)
                problem = f"Whose voice this is has to be said again: {', '.join(lost)}"
                self.store.set_speaker_state(recording_id, SpeakerState.FOUND, problem)
        self._keep(recording_id)

    def _segments(self, recording_id: str, kind: TranscriptKind) -> Sequence[Segment]:
        known = self.store.transcript(recording_id, kind)
        return known.segments if known is not None else ()

    def set_title(self, recording_id: str, title: str | None) -> None:
        """Write the row and the file."""
        self._label(recording_id, lambda of: self.store.labels.set_title(of, tidy_title(title)))

    def set_tags(self, recording_id: str, tags: Iterable[str]) -> None:
        """Write the rows and the file."""
        self._label(recording_id, lambda of: self.store.labels.set_tags(of, tidy_tags(tags)))

    def set_speaker_names(self, recording_id: str, names: Mapping[int, str]) -> None:
        """Write the rows and the file."""
        tidied = tidy_speaker_names(names)
        self._label(recording_id, lambda of: self.store.labels.set_speaker_names(of, tidied))

    def set_hold(self, recording_id: str, *, hold: bool) -> None:
        """Write the row and the file."""
        self._label(recording_id, lambda of: self.store.labels.set_hold(of, hold=hold), text=False)

    def set_trashed(self, recording_id: str, trashed: str | None) -> None:
        """Write the row and the file."""
        if trashed is not None:
            datetime.fromisoformat(trashed)
        self._label(recording_id, lambda of: self.store.labels.set_trashed(of, trashed), text=False)

    def set_source(self, recording_id: str, source: Source | None) -> None:
        """Write the row and the file; of a name no stick should have, what can be written."""
        if source is not None:
            source = replace(source, name=clean(source.name), sha256=clean(source.sha256))
        self._label(recording_id, lambda of: self.store.labels.set_source(of, source), text=False)

    def put_recording(self, recording: Recording, *, total_samples: int, origin: Origin) -> None:
        """Write the row; what it tells comes from the journal, so no file follows."""
        self.store.put_recording(recording, total_samples=total_samples, origin=origin)
        self.store.index(recording.id)

    def set_markers(self, recording: Recording) -> None:
        """Write the row; the file has no markers, but its revision, by which pages read anew."""
        row = self.store.get(recording.id)

        def write(_number: int) -> None:
            self.store.put_recording(recording, total_samples=row.total_samples, origin=row.origin)

        self._label(recording.id, write, text=False)

    def remove(self, recording_id: str) -> None:
        """Forget a recording; its folder is the caller's business."""
        self.store.remove(recording_id)
        self._changed.pop(recording_id, None)

    def keep(self, recording_ids: Iterable[str]) -> None:
        """Write files that are behind."""
        for recording_id in recording_ids:
            self._keep(recording_id)

    def keep_edit(self, recording_id: str, segments: tuple[Segment, ...]) -> None:
        """Write the file after the version EDITED alone became these segments."""
        head = self.store.transcript(
            recording_id, TranscriptKind.EDITED, from_sample=text_file.LARGEST
        )
        assert head is not None
        encoded = text_file.encoded_version(replace(head, segments=segments))
        unchanged = ALL - {TranscriptKind.EDITED}
        self._keep(recording_id, unchanged=unchanged, fresh={TranscriptKind.EDITED: encoded})

    @property
    def behind(self) -> list[str]:
        """Recordings whose file is older than their rows."""
        return list(self._changed)

    def is_behind(self, recording_id: str) -> bool:
        """Tell whether the file could not be written when it should have been."""
        return recording_id in self._changed

    def begin_anew(self) -> None:
        """Take note that all rows were made of the files: none is behind."""
        self._changed.clear()
        self._written = WrittenFile()

    def keep_all(self) -> None:
        """Write all files that are behind."""
        self.keep(self.behind)

    def index_some(self, limit: int) -> bool:
        """Enter so many recordings into the search index; returns whether there may be more."""
        found = self.store.unindexed(limit)
        with transaction(self.store.connection):
            for recording_id in found:
                self.store.index(recording_id)
        return len(found) == limit

    def _label(self, recording_id: str, write: Callable[[int], None], *, text: bool = True) -> None:
        number = self.store.number(recording_id)
        with transaction(self.store.connection):
            write(number)
            self.store.files.changed(number, text=text)
        self._keep(recording_id, unchanged=ALL)

    def _keep(
        self,
        recording_id: str,
        *,
        unchanged: frozenset[TranscriptKind] = frozenset(),
        fresh: Mapping[TranscriptKind, bytes] = NOTHING,
    ) -> None:
        """Write the file; ``fresh`` are versions that are encoded already."""
        began = self._monotonic()
        versions = {**self._unchanged(recording_id, unchanged), **fresh}
        self._write(recording_id, versions)
        self._pause_s = max(KEEP_EVERY_S, (self._monotonic() - began) / KEEP_SHARE)

    def _write(self, recording_id: str, known: Mapping[TranscriptKind, bytes]) -> None:
        folder = self._paths.recording(recording_id)
        revision = self.store.files.revision(recording_id)
        edits, undone = self.store.edits.encoded(self.store.number(recording_id))
        versions = self._versions(recording_id, known)
        head = self._head(recording_id, revision, undone)
        try:
            text_file.write_parts(folder, head, versions=versions.values(), edits=edits)
        except OSError as error:
            # The rows are safe; only a rebuild would recognise this text once more.
            self._changed[recording_id] = self._monotonic()
            self.failure = error
            log.warning(
                "text file not written: %s",
                error,
                extra={"event": "text-file-failed", "recording_id": recording_id},
            )
            self.store.index(recording_id)
        else:
            self._changed.pop(recording_id, None)
            self._written = WrittenFile(
                recording_id=recording_id, revision=revision, versions=versions
            )
            with transaction(self.store.connection):
                self.store.index(recording_id)
                self.store.files.kept(recording_id, revision, text_file.stamp(folder))

    def _unchanged(
        self, recording_id: str, kinds: frozenset[TranscriptKind]
    ) -> dict[TranscriptKind, bytes]:
        """Return those of the versions written last that are still what is to be written."""
        last = self._written
        before = self.store.files.revision(recording_id) - 1
        if (last.recording_id, last.revision) != (recording_id, before):
            return {}
        return {kind: version for kind, version in last.versions.items() if kind in kinds}

    def _versions(
        self, recording_id: str, known: Mapping[TranscriptKind, bytes]
    ) -> dict[TranscriptKind, bytes]:
        """Return all versions encoded, those that are not known from their rows."""
        versions: dict[TranscriptKind, bytes] = {}
        for kind in TranscriptKind:
            if kind in known:
                versions[kind] = known[kind]
            elif (transcript := self.store.transcript(recording_id, kind)) is not None:
                versions[kind] = text_file.encoded_version(transcript)
        return versions

    def _head(self, recording_id: str, revision: int, undone: int) -> TextFile:
        row = self.store.get(recording_id)
        return TextFile.model_construct(
            version=1,
            recording_id=recording_id,
            origin=row.origin,
            text_state=row.text_state,
            problem=row.problem,
            speaker_state=row.speaker_state,
            speaker_problem=row.speaker_problem,
            revision=revision,
            title=row.title,
            tags=row.tags,
            speaker_names=dict(row.speaker_names),
            hold=row.hold,
            trashed=row.trashed,
            source=row.source,
            undone=undone,
        )
