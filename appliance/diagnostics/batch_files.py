"""Files of speech in the formats that people bring, made from the built-in recordings."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from appliance.diagnostics.long_run_recording import LongRecording
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.errors import ApplianceError

FORMATS: Final = ("wav", "mp3", "m4a", "flac", "opus", "wma")


class NoEncoderError(ApplianceError):
    """A file to measure with cannot be made."""

    code = "no-encoder"
    exit_code = 2


def write_speech(file: Path, seconds: float, *, speech_share: float | None = None) -> None:
    """Write a recording of at least so long in the format of the suffix; blocks.

    Somebody speaks all the time, or for so much of it.

    Raises NoEncoderError.
    """
    command = [
        *("ffmpeg", "-nostdin", "-v", "error", "-y"),
        *("-f", "s16le", "-ar", str(SAMPLE_RATE_HZ), "-ac", "1", "-i", "pipe:0"),
        *_options(file.suffix[1:]),
        str(file),
    ]
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
            assert encoder.stdin is not None
            for block in LongRecording(seconds, speech_share=speech_share).blocks():
                encoder.stdin.write(block)
            encoder.stdin.close()
    except FileNotFoundError as error:
        raise NoEncoderError(
            "The files to measure with are made by ffmpeg, and it is not installed.",
            hint="Install it (`apt install ffmpeg`).",
        ) from error
    if encoder.returncode:
        raise NoEncoderError(
            "ffmpeg cannot write {file}.", hint="Choose another format.", file=file.name
        )


def _options(suffix: str) -> Sequence[str]:
    return ("-b:a", "48k") if suffix in {"mp3", "m4a", "opus", "wma"} else ()
