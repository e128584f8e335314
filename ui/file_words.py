"""What is said about files: where they stand, why one was not taken. Pure."""

import re
from collections.abc import Mapping

from appliance.domain.batch import Failure, FileJob, JobState
from appliance.domain.stick_contents import CutShort, Refusal
from appliance.errors import ApplianceError
from appliance.station.face_settings import SCREENS_PACK
from appliance.station.face_sticks import PackOutcome

from .i18n import Language, mark

STATES: Mapping[JobState, str] = {
    JobState.WAITING: mark("Waiting"),
    JobState.IMPORTING: mark("Being read in"),
    JobState.RECOGNISING: mark("Text is being made"),
    JobState.DONE: mark("Done"),
    JobState.FAILED: mark("Failed"),
    JobState.CANCELLED: mark("Given up"),
}

SIGNS: Mapping[JobState, str] = {
    JobState.WAITING: "later",
    JobState.IMPORTING: "wait",
    JobState.RECOGNISING: "wait",
    JobState.DONE: "check",
    JobState.FAILED: "warning",
    JobState.CANCELLED: "close",
}

REFUSALS: Mapping[Refusal, str] = {
    Refusal.LINK: mark("It only points to another file. Copy that file onto the stick."),
    Refusal.NO_FILE: mark("It is no file."),
    Refusal.TOO_DEEP: mark("It lies in too many folders. Put it further up."),
    Refusal.OTHER_VOLUME: mark("It lies on another disk, not on the stick."),
    Refusal.TOO_LARGE: mark("It is too large for a list of words. Make several lists of it."),
    Refusal.AUDIO_TOO_LARGE: mark(
        "It is larger than the 4 GiB that are taken from a stick. Save it as FLAC or MP3; or"
        " whoever looks after the box copies it to the box's disk and adds it with"
        " `tingxia batch add`."
    ),
    Refusal.EMPTY: mark("It is empty. Copy it again from where it was recorded."),
    Refusal.UNREADABLE: mark("The stick cannot read it. Copy it again, best to another stick."),
    Refusal.CHANGED: mark("It changed while it was read. Try again."),
    Refusal.ODD_PATH: mark("It has a name that cannot be used. Give it another one."),
    Refusal.NOT_AUDIO: mark("There is no sound in it that can be read."),
    Refusal.SAME_AS_ANOTHER: mark("The same file is there under another name."),
    Refusal.NO_ROOM: mark("The box has no room for it. Delete old recordings, then try again."),
    Refusal.NOT_QUEUED: mark("It could not be put into the queue. Try again."),
    Refusal.NO_TEXT: mark("It is no plain text. Save it as text in UTF-8."),
    Refusal.NO_PACK: mark("It is no list of words that can be used."),
    Refusal.TOO_MANY_ENTRIES: mark("It has too many words. Make several lists of it."),
    Refusal.OTHER_PACK: mark("The box has another list of this name."),
    Refusal.NOT_AS_SIGNED: mark("It is not the file that was signed. Have it made again."),
}
"""What is wrong, and what to do if anything can be done."""

CUT_SHORT: Mapping[CutShort, str] = {
    CutShort.ENTRIES: mark("There is so much on the stick that not all of it was looked at."),
    CutShort.TIME: mark("The stick is so slow that not all of it was looked at."),
}

TOLD = (
    mark("{file} does not exist."),
    mark("Check the name, and whether the stick is still plugged in."),
    mark("{file} is a folder."),
    mark("Choose an audio file in it."),
    mark("{file} is a link; links are not followed."),
    mark("Choose the file it leads to, or copy that one here."),
    mark("{file} is a pipe, socket or device, no file."),
    mark("Choose an audio file."),
    mark("{file} may not be read."),
    mark("Give the appliance's user permission to read it and its folder, or copy it elsewhere."),
    mark("{file} is empty."),
    mark("Copy it again from where it was recorded."),
    mark("{file} cannot be read: {detail}."),
    mark("Plug the stick in again; if that does not help, copy the file from its source again."),
    mark("{file} is no audio file, but {detail}."),
    mark("Choose a WAV, FLAC, MP3, OGG, Opus, M4A, AAC, WMA or MP4 file."),
    mark("{file} contains no sound."),
    mark("Choose another file or track."),
    mark("{file} cannot be decoded: {detail}."),
    mark("Play it on a computer; if it plays there, save it as WAV or FLAC and try that."),
    mark("{file} has a sample rate of {detail} Hz."),
    mark("{file} is longer than {detail} hours."),
    mark(
        "Cut it into shorter files, such as with"
        " `ffmpeg -i FILE -f segment -segment_time 36000 -c copy part%d.EXT`."
    ),
    mark("{file} asks for more memory than a decoder may take."),
    mark("{file} takes too long to decode."),
    mark("{file} was not decoded to its end: the box ran short of memory."),
    mark("Try it again when less is going on; the file itself may be whole."),
    mark("{file} made the decoder crash: {detail}."),
    mark("{file} is {detail}, which needs ffmpeg, and ffmpeg is not installed."),
    mark(
        "Save the file as WAV, FLAC, MP3 or OGG, or ask whoever looks after the box to install"
        " ffmpeg (`apt install ffmpeg`)."
    ),
)
"""How the station explains files that it cannot take; they come as templates with fields."""

KINDS = (
    mark("plain text"),
    mark("a PNG picture"),
    mark("a JPEG picture"),
    mark("a GIF picture"),
    mark("a PDF document"),
    mark("a ZIP archive or office document"),
    mark("an office document"),
    mark("a program"),
    mark("of an unknown kind"),
    mark("an M4A, MP4 or MOV file"),
    mark("an AMR file"),
    mark("a WMA file"),
    mark("an MP3 file"),
    mark("an AAC file"),
    mark("an AC-3 file"),
    mark("an AVI video"),
    mark("an MPEG video"),
    mark("an MPEG transport stream"),
    mark("an MXF video"),
    mark("a Flash video"),
    mark("a Matroska or WebM file"),
    mark("a RealMedia file"),
    mark("a WavPack file"),
    mark("a Monkey's Audio file"),
    mark("a TTA file"),
    mark("a TAK file"),
    mark("a Musepack file"),
    mark("a DSF file"),
    mark("a DSDIFF file"),
    mark("a DTS file"),
    mark("a DSS dictation"),
    mark("an OpenMG file"),
)
"""What a file may be instead of audio, or before it can be read."""

DECODERS_WORDS = (mark("Invalid data found when processing input"),)
"""What ffmpeg says of nearly every damaged file."""

_BETWEEN_WORDS = re.compile(r"[,，、;；\n]+")


def hot_words_in(text: str) -> tuple[str, ...]:
    """Return the words that somebody typed; one may have spaces in it."""
    words = (" ".join(word.split()) for word in _BETWEEN_WORDS.split(text))
    return tuple(dict.fromkeys(word for word in words if word))


def pack_words(name: str, _: Language) -> str:
    """Return how a pack of hot words is called."""
    return _("List of hot words") if name == SCREENS_PACK else name


def state_words(job: FileJob, _: Language) -> str:
    """Say where a file stands."""
    return _("Was here already") if job.already_there else _(STATES[job.state])


def failure_words(failure: Failure, _: Language) -> tuple[str, str]:
    """Return what happened to a file and what to do next."""
    return _.error(ApplianceError(failure.template, hint=failure.hint_template, **failure.fields))


def refusal_words(refusal: Refusal, detail: str, _: Language) -> str:
    """Say why something on a stick was not taken."""
    told = _.told(detail) if detail else ""
    if told and refusal is Refusal.NOT_AUDIO:
        return _("It is {kind}, not audio.", kind=told)
    words = _(REFUSALS[refusal])
    return f"{words} · {told}" if told else words


def outcome_words(one: PackOutcome, language: Language) -> str:
    """Say what became of a list of words of a stick."""
    _ = language
    if one.refusal is not None:
        return refusal_words(one.refusal, one.detail, _)
    words = _.plural("{count} word", "{count} words", one.terms + one.rules)
    state = _("New in the box") if one.is_new else _("Was in the box already")
    left_out = len(one.problems)
    if left_out:
        lines = _.plural("{count} line left out", "{count} lines left out", left_out)
        return f"{state} · {words} · {lines}"
    return f"{state} · {words}"
