"""Why a file cannot be taken in, and what to do about it."""

from enum import StrEnum
from pathlib import Path

from appliance.errors import ApplianceError


class Refusal(StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"
    FOLDER = "folder"
    LINK = "link"
    SPECIAL = "special"
    FORBIDDEN = "forbidden"
    EMPTY = "empty"
    READ_FAILED = "read-failed"
    NOT_AUDIO = "not-audio"
    NO_SOUND = "no-sound"
    DAMAGED = "damaged"
    SAMPLE_RATE = "sample-rate"
    TOO_LONG = "too-long"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    SHORT_OF_MEMORY = "short-of-memory"
    DECODER_DIED = "decoder-died"
    FFMPEG_MISSING = "ffmpeg-missing"


_FINAL = frozenset(
    {Refusal.NOT_AUDIO, Refusal.NO_SOUND, Refusal.SAMPLE_RATE, Refusal.TOO_LONG, Refusal.TOO_LARGE}
)
"""It lies in the file, not in the box, in its decoders or in how the file came."""

_PLAY_IT = "Play it on a computer; if it plays there, save it as WAV or FLAC and try that."

_CUT_IT = (
    "Cut it into shorter files, such as with"
    " `ffmpeg -i FILE -f segment -segment_time 36000 -c copy part%d.EXT`."
)

_EXPLAINED: dict[Refusal, tuple[str, str]] = {
    Refusal.MISSING: (
        "{file} does not exist.",
        "Check the name, and whether the stick is still plugged in.",
    ),
    Refusal.FOLDER: ("{file} is a folder.", "Choose an audio file in it."),
    Refusal.LINK: (
        "{file} is a link; links are not followed.",
        "Choose the file it leads to, or copy that one here.",
    ),
    Refusal.SPECIAL: ("{file} is a pipe, socket or device, no file.", "Choose an audio file."),
    Refusal.FORBIDDEN: (
        "{file} may not be read.",
        "Give the appliance's user permission to read it and its folder, or copy it elsewhere.",
    ),
    Refusal.EMPTY: ("{file} is empty.", "Copy it again from where it was recorded."),
    Refusal.READ_FAILED: (
        "{file} cannot be read: {detail}.",
        "Plug the stick in again; if that does not help, copy the file from its source again.",
    ),
    Refusal.NOT_AUDIO: (
        "{file} is no audio file, but {detail}.",
        "Choose a WAV, FLAC, MP3, OGG, Opus, M4A, AAC, WMA or MP4 file.",
    ),
    Refusal.NO_SOUND: ("{file} contains no sound.", "Choose another file or track."),
    Refusal.DAMAGED: ("{file} cannot be decoded: {detail}.", _PLAY_IT),
    Refusal.SAMPLE_RATE: ("{file} has a sample rate of {detail} Hz.", _PLAY_IT),
    Refusal.TOO_LONG: (
        "{file} is longer than {detail} hours.",
        _CUT_IT,
    ),
    Refusal.TOO_LARGE: ("{file} asks for more memory than a decoder may take.", _PLAY_IT),
    Refusal.TOO_SLOW: ("{file} takes too long to decode.", _PLAY_IT),
    Refusal.SHORT_OF_MEMORY: (
        "{file} was not decoded to its end: the box ran short of memory.",
        "Try it again when less is going on; the file itself may be whole.",
    ),
    Refusal.DECODER_DIED: ("{file} made the decoder crash: {detail}.", _PLAY_IT),
    Refusal.FFMPEG_MISSING: (
        "{file} is {detail}, which needs ffmpeg, and ffmpeg is not installed.",
        (
            "Save the file as WAV, FLAC, MP3 or OGG, or ask whoever looks after the box to install "
            "ffmpeg (`apt install ffmpeg`)."
        ),
    ),
}


class RefusedError(Exception):
    """Inside the decoding process: the file is refused."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(detail)
        self.refusal = refusal
        self.detail = detail


class UnreadableAudioError(ApplianceError):
    """A file is refused; it stays where it is."""

    code = "unreadable-audio"
    exit_code = 30

    def __init__(self, refusal: Refusal, file: Path, detail: str = "") -> None:
        template, hint = _EXPLAINED[refusal]
        super().__init__(template, hint=hint, file=file, detail=detail)
        self.refusal = refusal
        self.is_final = refusal in _FINAL
