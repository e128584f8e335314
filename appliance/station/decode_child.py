"""The throwaway process that decodes one file: ``… FILE_DESCRIPTOR PARENT_PID``.

16-bit mono PCM at 16 kHz goes to standard output. Standard error carries JSON lines of
``{"duration_s": …, "is_guess": …}``, ``{"refusal": …, "detail": …}`` and ``{"warning": …}``, or the
words of ffmpeg, each with its level, which takes this process over for what libsndfile does not
read.
"""

import json
import os
import sys
from typing import NoReturn

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.orphans import die_with_parent
from appliance.station.audio_kind import PROBE_BYTES, AudioKind, after_tag, audio_kind, other_kind
from appliance.station.decode_sandbox import confine
from appliance.station.unreadable_audio import Refusal, RefusedError


def main() -> None:
    """Decode the file and exit."""
    file, parent_pid = int(sys.argv[1]), int(sys.argv[2])
    confine(os.fstat(file).st_size)
    die_with_parent(parent_pid)
    # libsndfile's MP3 decoder chats on standard error; only ours and ffmpeg's words may pass.
    reports = os.dup(sys.stderr.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    try:
        _decode(file, reports)
    except RefusedError as refused:
        _report(reports, refusal=refused.refusal, detail=refused.detail)
        sys.exit(1)
    except MemoryError:
        _report(reports, refusal=Refusal.TOO_LARGE)
        sys.exit(1)
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more; the interpreter would only complain at its end
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes is told
        _report(reports, refusal=Refusal.DECODER_DIED, detail=f"{type(error).__name__}: {error}")
        sys.exit(1)


def _decode(file: int, reports: int) -> None:
    beginning = _probe(file, 0)
    kind = audio_kind(beginning)
    if (behind := after_tag(beginning)) is not None:
        # MP3 by default: a tag may also stand before AAC, which must not be read as MP3.
        kind = audio_kind(_probe(file, behind)) or kind
    if kind is None:
        raise RefusedError(Refusal.NOT_AUDIO, other_kind(beginning))
    problem = ""
    if kind.by_libsndfile:
        from appliance.station.decode_sndfile import UnknownFormatError, decode

        try:
            warning = decode(
                file,
                sys.stdout.buffer.write,
                on_duration=lambda length_s, is_guess: _report(
                    reports, duration_s=length_s, is_guess=is_guess
                ),
            )
        except UnknownFormatError as error:
            problem = str(error)
        else:
            sys.stdout.buffer.flush()
            if warning:
                _report(reports, warning=warning)
            return
    _become_ffmpeg(file, kind, reports, problem)


def _probe(file: int, offset: int) -> bytes:
    try:
        return os.pread(file, PROBE_BYTES, offset)
    except OSError as error:
        raise RefusedError(Refusal.READ_FAILED, error.strerror or "") from error


def _become_ffmpeg(file: int, kind: AudioKind, reports: int, problem: str) -> NoReturn:
    """Replace this process; limits and the parent-death signal stay."""
    os.set_inheritable(file, True)
    os.dup2(reports, sys.stderr.fileno())
    command = [
        "ffmpeg",
        *("-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+info"),
        *("-protocol_whitelist", "file,pipe", "-f", kind.demuxer, "-i", f"/dev/fd/{file}"),
        *("-map", "0:a:0", "-vn", "-sn", "-dn", "-threads", "1"),
        *("-ac", "1", "-ar", str(SAMPLE_RATE_HZ), "-f", "s16le", "pipe:1"),
    ]
    try:
        os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
    except FileNotFoundError as error:
        if problem:
            raise RefusedError(Refusal.DAMAGED, problem) from error
        raise RefusedError(Refusal.FFMPEG_MISSING, kind.name) from error


def _report(reports: int, **facts: str | float) -> None:
    os.write(reports, f"{json.dumps(facts)}\n".encode())


if __name__ == "__main__":
    main()
