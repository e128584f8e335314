"""What a file is, by its first bytes; names and suffixes are not trusted."""

from dataclasses import dataclass
from typing import Final

PROBE_BYTES: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioKind:
    """A container that may hold audio."""

    name: str
    """With its article, for a sentence."""

    demuxer: str
    """Of ffmpeg: the only one it may use on this file."""

    by_libsndfile: bool = False
    """libsndfile is tried first: it is smaller and always there."""


_WAV: Final = AudioKind(name="a WAV file", demuxer="wav", by_libsndfile=True)
_AIFF: Final = AudioKind(name="an AIFF file", demuxer="aiff", by_libsndfile=True)
_MOV: Final = AudioKind(name="an M4A, MP4 or MOV file", demuxer="mov")
_AVI: Final = AudioKind(name="an AVI video", demuxer="avi")
_MPEG_TS: Final = AudioKind(name="an MPEG transport stream", demuxer="mpegts")
_MP3: Final = AudioKind(name="an MP3 file", demuxer="mp3", by_libsndfile=True)
_AAC: Final = AudioKind(name="an AAC file", demuxer="aac")
_DTS: Final = AudioKind(name="a DTS file", demuxer="dts")
_DSS: Final = AudioKind(name="a DSS dictation", demuxer="dss")
_OMA: Final = AudioKind(name="an OpenMG file", demuxer="oma")
_REAL: Final = AudioKind(name="a RealMedia file", demuxer="rm")

W64_RIFF: Final = bytes.fromhex("726966662e91cf11a5d628db04c10000")
"""Wave64 has identifiers of 16 bytes and lengths of 64 bits."""

_BEGINNINGS: Final[tuple[tuple[bytes, AudioKind], ...]] = (
    (b"RF64", _WAV),
    (b"BW64", _WAV),
    (W64_RIFF, AudioKind(name="a Wave64 file", demuxer="w64", by_libsndfile=True)),
    (b"fLaC", AudioKind(name="a FLAC file", demuxer="flac", by_libsndfile=True)),
    (b"OggS", AudioKind(name="an Ogg file", demuxer="ogg", by_libsndfile=True)),
    (b"ID3", _MP3),
    (b"caff", AudioKind(name="a CAF file", demuxer="caf", by_libsndfile=True)),
    (b".snd", AudioKind(name="an AU file", demuxer="au", by_libsndfile=True)),
    (b"Creative Voice File\x1a", AudioKind(name="a VOC file", demuxer="voc", by_libsndfile=True)),
    (b"NIST_1A", AudioKind(name="a SPHERE file", demuxer="nistsphere", by_libsndfile=True)),
    (b"wvpk", AudioKind(name="a WavPack file", demuxer="wv")),
    (b"MAC ", AudioKind(name="a Monkey's Audio file", demuxer="ape")),
    (b"TTA1", AudioKind(name="a TTA file", demuxer="tta")),
    (b"tBaK", AudioKind(name="a TAK file", demuxer="tak")),
    (b"MP+", AudioKind(name="a Musepack file", demuxer="mpc")),
    (b"MPCK", AudioKind(name="a Musepack file", demuxer="mpc8")),
    (b"DSD ", AudioKind(name="a DSF file", demuxer="dsf")),
    (b"FRM8", AudioKind(name="a DSDIFF file", demuxer="iff")),
    (b"\x0b\x77", AudioKind(name="an AC-3 file", demuxer="ac3")),
    (b"\x7f\xfe\x80\x01", _DTS),
    (b"\xfe\x7f\x01\x80", _DTS),
    (b"\x1f\xff\xe8\x00", _DTS),
    (b"\xff\x1f\x00\xe8", _DTS),
    (b"DTSHDHDR", AudioKind(name="a DTS file", demuxer="dtshd")),
    (b".RMF", _REAL),
    (b".ra\xfd", _REAL),
    (b"\x02dss", _DSS),
    (b"\x03dss", _DSS),
    (b"ea3", _OMA),
    (b"EA3", _OMA),
    (b"FLV\x01", AudioKind(name="a Flash video", demuxer="flv")),
    (b"\x00\x00\x01\xba", AudioKind(name="an MPEG video", demuxer="mpeg")),
    (b"#!AMR", AudioKind(name="an AMR file", demuxer="amr")),
    (b"\x1a\x45\xdf\xa3", AudioKind(name="a Matroska or WebM file", demuxer="matroska")),
    (
        bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"),
        AudioKind(name="a WMA file", demuxer="asf"),
    ),
    (
        bytes.fromhex("060e2b34020501010d010201"),
        AudioKind(name="an MXF video", demuxer="mxf"),
    ),
)

_ATOMS: Final = frozenset({b"ftyp", b"moov", b"mdat", b"pnot", b"uuid"})
"""A QuickTime file from before 2004 has no ``ftyp``."""

_ROOM: Final = frozenset({b"free", b"skip", b"wide"})
"""That some programs leave before it, never much; a text, too, may have such a word there."""

_TS_PACKET_BYTES: Final = 188
_TS_STAMP_BYTES: Final = 4
"""Camcorders put a time before every packet."""

_OTHERS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)


def audio_kind(beginning: bytes) -> AudioKind | None:
    """Recognise a container that may hold audio by the first ``PROBE_BYTES``."""
    if beginning[:4] in {b"RIFF", b"RIFX"} and beginning[8:12] == b"WAVE":
        return _WAV
    if beginning[:4] == b"FORM" and beginning[8:12] in {b"AIFF", b"AIFC"}:
        return _AIFF
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"AVI ":
        return _AVI
    if beginning[4:8] in _ATOMS or (beginning[:1] == b"\0" and beginning[4:8] in _ROOM):
        return _MOV
    if _is_transport_stream(beginning):
        return _MPEG_TS
    for start, kind in _BEGINNINGS:
        if beginning.startswith(start):
            return kind
    return _mpeg(beginning)


def other_kind(beginning: bytes) -> str:
    """Name what a file is that is no audio."""
    for start, name in _OTHERS:
        if beginning.startswith(start):
            return name
    if b"\0" not in beginning and _is_text(beginning):
        return "plain text"
    return "of an unknown kind"


def after_tag(beginning: bytes) -> int | None:
    """Return where the audio begins behind an ID3 tag, which says nothing of its kind."""
    if beginning[:3] != b"ID3" or len(beginning) < 10:
        return None
    size = 0
    for seven_bits in beginning[6:10]:
        size = size << 7 | seven_bits & 0x7F
    footer = 10 if beginning[5] & 0x10 else 0
    return 10 + size + footer


def _is_transport_stream(beginning: bytes) -> bool:
    """Packets of 188 bytes each begin with 0x47 (ISO/IEC 13818-1)."""
    for first, step in (
        (0, _TS_PACKET_BYTES),
        (_TS_STAMP_BYTES, _TS_PACKET_BYTES + _TS_STAMP_BYTES),
    ):
        marks = beginning[first::step]
        if len(marks) >= 5 and set(marks) == {0x47}:
            return True
    return False


def _mpeg(beginning: bytes) -> AudioKind | None:
    """Frames of MPEG audio begin with eleven or more set bits (ISO/IEC 11172-3, 13818-7)."""
    if len(beginning) < 4 or beginning[0] != 0xFF or beginning[1] & 0xE0 != 0xE0:
        return None
    if beginning[1] & 0xF6 == 0xF0:
        return _AAC
    is_layer_known = beginning[1] & 0x06 != 0
    is_version_known = beginning[1] & 0x18 != 0x08
    is_rate_known = beginning[2] & 0x0C != 0x0C and beginning[2] & 0xF0 != 0xF0
    return _MP3 if is_layer_known and is_version_known and is_rate_known else None


def _is_text(beginning: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        # A full probe may end within a character.
        for cut in range(4 if len(beginning) == PROBE_BYTES else 1):
            try:
                beginning[: len(beginning) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
