"""Errors of files, kept as what a person reads."""

from pathlib import Path

from appliance.domain.batch import Failure
from appliance.domain.file_path import legible
from appliance.errors import ApplianceError
from appliance.station.unreadable_audio import UnreadableAudioError


def to_failure(error: BaseException, *, file: Path | None = None, name: str = "") -> Failure:
    """Keep an error as what a person reads, in whatever language.

    Where it names ``file``, one of the box's own, it is told by the ``name`` that people know.
    """
    own = legible(str(file)) if file is not None else None
    if isinstance(error, ApplianceError):
        fields = {
            key: legible(name) if str(value) == own else str(value)
            for key, value in error.fields.items()
        }
        return Failure(
            code=error.code,
            template=error.template,
            hint_template=error.hint_template,
            fields=fields,
            is_final=isinstance(error, UnreadableAudioError) and error.is_final,
        )
    return Failure(
        code="file",
        template="The file cannot be taken in: {reason}.",
        hint_template="Check the disk and the stick, then try it again.",
        fields={"reason": getattr(error, "strerror", None) or legible(str(error))},
    )


def in_trash(recording_id: str) -> Failure:
    """Say that nobody makes a text of what was deleted."""
    return Failure(
        code="in-trash",
        template="Its recording {recording_id} lies in the trash.",
        hint_template="Restore it; its text is made then.",
        fields={"recording_id": recording_id},
    )


def text_failed(problem: str) -> Failure:
    """Say that the audio is there and its text is not."""
    return Failure(
        code="text-failed",
        template="Its text could not be made: {reason}",
        hint_template="Try it again; its audio is kept as a recording.",
        fields={"reason": problem},
    )
