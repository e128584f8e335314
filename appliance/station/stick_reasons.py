"""Why something on a stick is not taken, in words."""

from typing import Final

from appliance.domain.stick_contents import Limits, Refusal

_LIMITS: Final = Limits()

REASONS: Final = {
    Refusal.LINK: "it is a link; links are not followed",
    Refusal.NO_FILE: "it is no file (a folder, a device or a pipe)",
    Refusal.TOO_DEEP: f"it lies deeper than {_LIMITS.depth} folders",
    Refusal.OTHER_VOLUME: "it lies on another volume",
    Refusal.TOO_LARGE: "it is larger than such a file may be",
    Refusal.AUDIO_TOO_LARGE: (
        f"it is larger than the {_LIMITS.audio_bytes // 1024**3} GiB that are taken from a stick;"
        " save it as FLAC or MP3, or copy it to the box's disk and add it with `tingxia batch add`"
    ),
    Refusal.EMPTY: "it is empty",
    Refusal.UNREADABLE: "it cannot be read",
    Refusal.CHANGED: "it changed while it was read; let nobody write to the stick meanwhile",
    Refusal.ODD_PATH: "its name cannot be used",
    Refusal.NOT_AUDIO: "it is no audio",
    Refusal.SAME_AS_ANOTHER: "it is the same as another file",
    Refusal.NO_ROOM: "the box has no room left",
    Refusal.NOT_QUEUED: "the queue of files does not take it; try it again",
    Refusal.NO_TEXT: "it is no text in UTF-8",
    Refusal.NO_PACK: "most of it cannot be used as a pack of words",
    Refusal.TOO_MANY_ENTRIES: f"it has more than {_LIMITS.pack_entries} terms and rules",
    Refusal.OTHER_PACK: "the box has another pack of this name; --replace replaces it",
    Refusal.NOT_AS_SIGNED: "it is not the file that was signed",
}
"""One sentence part for each refusal; a test holds them complete."""


def reason(refusal: str, detail: str) -> str:
    """Say why something is not taken."""
    known = REASONS[Refusal(refusal)] if refusal in list(Refusal) else refusal
    return f"{known} ({detail})" if detail else known
