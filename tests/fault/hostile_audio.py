"""Files that claim to be audio and mean harm, forged from small valid ones.

``python -m tests.fault.hostile_audio`` writes the corpus anew: valid files with ffmpeg, then the
forged ones. All of them were made for this project; ``a.mpc`` was with ``mpcenc``.
"""

import struct
import subprocess
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from tests.fault.ogg_page import with_checksums
from tests.fault.rare_audio import forged_rare, rare

CORPUS: Final = Path(__file__).parents[1] / "corpus" / "audio"
VALID: Final = CORPUS / "valid"
FORGED: Final = CORPUS / "forged"
FOUND: Final = CORPUS / "found"
"""What once broke something."""

LURE: Final = "/etc/tingxia-lure.wav"
"""A file that no decoder has any business with, there or not."""

_ALL: Final = 0xFFFFFFFF

_ENCODED: Final = {
    "pcm.wav": (),
    "adpcm.wav": ("-c:a", "adpcm_ms"),
    "g722.wav": ("-c:a", "adpcm_g722"),
    "rf64.wav": ("-rf64", "always"),
    "a.w64": (),
    "a.aiff": (),
    "a.au": (),
    "a.caf": (),
    "a.flac": (),
    "vorbis.ogg": ("-c:a", "libvorbis"),
    "a.opus": ("-c:a", "libopus", "-b:a", "16k"),
    "a.mp3": ("-b:a", "16k"),
    "a.m4a": ("-b:a", "24k"),
    "alac.m4a": ("-c:a", "alac"),
    "a.aac": ("-b:a", "24k"),
    "a.wma": ("-b:a", "24k"),
    "a.webm": ("-c:a", "libopus", "-b:a", "16k"),
    "a.mka": ("-c:a", "libvorbis"),
    "a.tta": (),
    "a.voc": (),
    "a.rm": ("-c:a", "real_144", "-ar", "8000"),
    "a.dts": ("-strict", "-2", "-ar", "48000", "-b:a", "320k"),
}


def valid(name: str) -> bytes:
    """Return a valid file."""
    return (VALID / name).read_bytes()


def forged() -> dict[str, bytes]:
    """Return every forged file by its name."""
    families = (_wav, _rf64_w64, _aiff, _flac, _ogg, _mpeg, _mp4, _asf_matroska, _caf_au, _lures)
    return {
        name: with_checksums(content) if content.startswith(b"OggS") else content
        for family in (*families, lambda: forged_rare(valid))
        for name, content in family()
    }


def _with(content: bytes, place: int, replacement: bytes) -> bytes:
    return content[:place] + replacement + content[place + len(replacement) :]


def _after(content: bytes, mark: bytes, offset: int, replacement: bytes) -> bytes:
    """Overwrite bytes some way after the first occurrence of a mark."""
    return _with(content, content.index(mark) + offset, replacement)


def _wav() -> Iterator[tuple[str, bytes]]:
    wav = valid("pcm.wav")[:800]
    for name, place, replacement in (
        ("channels-0", 22, b"\0\0"),
        ("channels-512", 22, struct.pack("<H", 512)),
        ("channels-65535", 22, b"\xff\xff"),
        ("rate-0", 24, bytes(4)),
        ("rate-4g", 24, b"\xff" * 4),
        ("align-0", 32, b"\0\0"),
        ("align-65535", 32, b"\xff\xff"),
        ("bits-0", 34, b"\0\0"),
        ("bits-255", 34, b"\xff\0"),
        ("fmt-4g", 16, b"\xff" * 4),
        ("fmt-0", 16, bytes(4)),
        ("riff-0", 4, bytes(4)),
        ("extensible-of-nothing", 20, b"\xfe\xff"),
        ("codec-unknown", 20, b"\x77\x77"),
        ("codec-gsm", 20, b"\x31\0"),
        ("codec-mp3", 20, b"\x55\0"),
        ("float", 20, b"\x03\0"),
    ):
        yield f"wav-{name}.wav", _with(wav, place, replacement)
    fmt = wav[:36]
    yield "wav-1000-chunks.wav", fmt + b"LIST\0\0\0\0" * 1000 + wav[36:]
    yield "wav-list-4g.wav", fmt + b"LIST\xff\xff\xff\xff" + wav[36:]
    yield "wav-cue-4g.wav", fmt + b"cue \xff\xff\xff\x7f\xff\xff\xff\xff" + wav[36:]
    yield "wav-data-inside-data.wav", wav + wav[36:]
    adpcm = valid("adpcm.wav")
    yield "adpcm-samples-65535.wav", _after(adpcm, b"fmt ", 26, b"\xff\xff")
    yield "adpcm-coefficients-65535.wav", _after(adpcm, b"fmt ", 28, b"\xff\xff")
    yield "adpcm-align-1.wav", _after(adpcm, b"fmt ", 20, b"\1\0")


def _rf64_w64() -> Iterator[tuple[str, bytes]]:
    rf64, w64 = valid("rf64.wav")[:800], valid("a.w64")[:800]
    yield "rf64-all-2^64.wav", _after(rf64, b"ds64", 8, b"\xff" * 24)
    yield "rf64-table-4g.wav", _after(rf64, b"ds64", 32, b"\xff" * 4)
    yield "rf64-ds64-4g.wav", _after(rf64, b"ds64", 4, b"\xff" * 4)
    yield "w64-size-2^64.w64", _with(w64, 16, b"\xff" * 8)
    yield "w64-chunk-negative.w64", _after(w64, b"data", 16, b"\xff" * 8)
    yield "w64-chunk-0.w64", _after(w64, b"fmt ", 16, bytes(8))


def _aiff() -> Iterator[tuple[str, bytes]]:
    aiff = valid("a.aiff")[:800]
    for name, offset, replacement in (
        ("channels-32767", 8, b"\x7f\xff"),
        ("channels-negative", 8, b"\xff\xff"),
        ("frames-4g", 10, b"\xff" * 4),
        ("bits-0", 14, b"\0\0"),
        ("rate-nan", 16, b"\x7f\xff" + b"\xff" * 8),
        ("rate-infinite", 16, b"\x7f\xff\x80" + bytes(7)),
        ("rate-huge", 16, b"\x7f\xfe\x80" + bytes(7)),
        ("rate-negative", 16, b"\xc0\x0c\xfa" + bytes(7)),
        ("comm-4g", 4, b"\xff" * 4),
    ):
        yield f"aiff-{name}.aiff", _after(aiff, b"COMM", offset, replacement)
    yield "aiff-offset-4g.aiff", _after(aiff, b"SSND", 8, b"\xff" * 4)
    yield "aiff-nested.aiff", (b"FORM\x00\x00\xff\xffAIFF" * 300) + aiff
    yield "aiff-markers-65535.aiff", aiff[:12] + b"MARK\0\0\0\2\xff\xff" + aiff[12:]


def _flac() -> Iterator[tuple[str, bytes]]:
    flac = _without_padding(valid("a.flac"))
    info = flac[:4] + bytes(1) + flac[5:42]
    yield "flac-2^36-samples.flac", _with(flac, 21, bytes([flac[21] | 0x0F]) + b"\xff" * 4)
    yield "flac-rate-0.flac", _with(flac, 18, bytes([0, 0, flac[20] & 0x0F]))
    yield "flac-rate-655350.flac", _with(flac, 18, bytes([0x9F, 0xFF, 0x60 | flac[20] & 0x0F]))
    yield "flac-blocks-65535.flac", _with(flac, 8, b"\xff" * 4)
    yield "flac-block-0.flac", _with(flac, 8, bytes(4))
    for kind in range(1, 7):
        block = bytes([kind]) + b"\xff\xff\xff"
        yield f"flac-block-of-kind-{kind}-16m.flac", info + block + flac[42:1500]
    comments = struct.pack("<II", 4, 0) + b"\xff\xff\xff\xff" + bytes(40)
    yield "flac-4g-comments.flac", info + b"\4\0\0" + bytes([len(comments)]) + comments
    picture = struct.pack(">II", 3, _ALL) + bytes(60)
    yield "flac-picture-4g.flac", info + b"\6\0\0" + bytes([len(picture)]) + picture
    yield "flac-only-headers.flac", info + b"\1\0\0\0" * 500
    yield "flac-in-id3.flac", b"ID3\4\0\0\x7f\x7f\x7f\x7f" + flac


def _without_padding(flac: bytes) -> bytes:
    """Keep STREAMINFO as the only block of metadata (RFC 9639, section 8)."""
    place, last = 4, False
    while not last:
        last = bool(flac[place] & 0x80)
        place += 4 + int.from_bytes(flac[place + 1 : place + 4])
    return flac[:4] + bytes([0x80]) + flac[5:42] + flac[place:]


def _ogg() -> Iterator[tuple[str, bytes]]:
    vorbis, opus = valid("vorbis.ogg"), valid("a.opus")
    yield "ogg-granule-2^63.ogg", _after(vorbis, b"OggS", 6, b"\xff" * 7 + b"\x7f")
    last = vorbis.rindex(b"OggS")
    yield "ogg-last-granule-2^62.ogg", _with(vorbis, last + 6, b"\xff" * 7 + b"\x3f")
    yield "ogg-channels-255.ogg", _after(vorbis, b"\x01vorbis", 11, b"\xff")
    yield "ogg-rate-4g.ogg", _after(vorbis, b"\x01vorbis", 12, b"\xff" * 4)
    yield "ogg-blocks-8192.ogg", _after(vorbis, b"\x01vorbis", 28, b"\xdd")
    yield "ogg-4g-comments.ogg", _after(vorbis, b"\x03vorbis", 7, b"\xff" * 8)
    for name, dimensions, entries in (("wide", 0xFFFF, 4), ("long", 2, 0xFFFFFF)):
        book = struct.pack("<H", dimensions) + entries.to_bytes(3, "little")
        yield f"ogg-codebook-{name}.ogg", _after(vorbis, b"\x05vorbis", 11, book)
    first_page = vorbis[: vorbis.index(b"OggS", 4)]
    streams = (_with(first_page, 14, struct.pack("<I", number)) for number in range(100))
    yield "ogg-100-streams.ogg", b"".join(streams)
    yield "ogg-chained.ogg", opus * 4
    yield "opus-channels-255.opus", _after(opus, b"OpusHead", 9, b"\xff")
    yield "opus-family-255.opus", _after(opus, b"OpusHead", 18, b"\xff")
    yield "opus-comment-4g.opus", _after(opus, b"OpusTags", 8, b"\xff" * 4)


def _mpeg() -> Iterator[tuple[str, bytes]]:
    mp3, aac = valid("a.mp3"), valid("a.aac")
    frame = mp3.index(b"\xff", 45)
    yield "mp3-id3-256m.mp3", b"ID3\4\0\0\x7f\x7f\x7f\x7f" + mp3[frame:]
    yield "mp3-id3-negative.mp3", b"ID3\4\0\0\xff\xff\xff\xff" + mp3[frame:]
    yield "mp3-300-id3.mp3", b"ID3\4\0\0\0\0\0\0" * 300 + mp3[frame:]
    picture = b"APIC" + b"\x7f\x7f\x7f\x7f" + bytes(2) + b"\0image/png\0\3\0"
    yield "mp3-picture-256m.mp3", b"ID3\4\0\0\0\0\2\0" + picture + bytes(250) + mp3[frame:]
    yield "mp3-4g-frames.mp3", mp3.replace(b"Info\0\0\0\x0f", b"Xing\0\0\0\x0f\xff\xff\xff\xff")
    yield "mp3-free-format.mp3", b"\xff\xfb\x00\x00" + bytes(900)
    yield "mp3-headers-only.mp3", b"\xff\xfb\x90\x64" * 500
    yield "aac-frame-0.aac", _with(aac, 3, b"\x80\x00\x1f") + aac
    yield "aac-headers-only.aac", aac[:7] * 300


def _mp4() -> Iterator[tuple[str, bytes]]:
    m4a = valid("a.m4a")
    for name, offset, replacement in (
        ("size-0", -4, bytes(4)),
        ("size-1", -4, b"\0\0\0\1"),
        ("size-4g", -4, b"\xff" * 4),
        ("count-4g", 8, b"\xff" * 4),
    ):
        for atom in (b"stsz", b"stts", b"stsc", b"stco", b"stsd", b"moov", b"mdat"):
            if not (name == "count-4g" and atom in {b"moov", b"mdat"}):
                file_name = f"mp4-{atom.decode()}-{name}.m4a"
                yield file_name, _after(m4a, atom, offset, replacement)
    start = m4a[: m4a.index(b"ftyp") - 4 + struct.unpack(">I", m4a[:4])[0]]
    yield (
        "mp4-1000-moov.m4a",
        start + b"".join(struct.pack(">I4s", 8 * (1000 - depth), b"moov") for depth in range(1000)),
    )
    yield "mp4-moov-2^63.m4a", start + b"\0\0\0\1moov\x7f" + b"\xff" * 7 + m4a[len(start) :]
    for name, count in (("700m", 30_000_000), ("1400m", 60_000_000)):
        yield f"mp4-index-{name}.m4a", _with_samples(m4a, count)
    url = LURE.encode() + b"\0"
    outside = struct.pack(">I4sI", 12 + len(url), b"url ", 0) + url
    place = m4a.index(b"url ") - 4
    yield "mp4-sound-elsewhere.m4a", m4a[:place] + outside + m4a[place + 12 :]
    yield "mp4-rate-4g.m4a", _after(m4a, b"mp4a", 26, b"\xff\xff\xff\xff")
    yield "mp4-channels-65535.m4a", _after(m4a, b"mp4a", 20, b"\xff\xff")
    yield "mp4-config-4g.m4a", _after(m4a, b"esds", 9, b"\xff\xff\xff\x7f")
    alac = valid("alac.m4a")
    yield "alac-frame-4g.m4a", _with(alac, alac.rindex(b"alac") + 8, b"\xff" * 4)
    yield "alac-channels-255.m4a", _with(alac, alac.rindex(b"alac") + 17, b"\xff")


def _with_samples(m4a: bytes, count: int) -> bytes:
    """Claim so many samples of one byte, for each of which ffmpeg keeps 24 bytes."""
    m4a = _after(m4a, b"stsz", 8, struct.pack(">II", 1, count))
    m4a = _after(m4a, b"stts", 8, struct.pack(">III", 1, count, 1024))
    m4a = _after(m4a, b"stsc", 8, struct.pack(">IIII", 1, 1, count, 1))
    return _after(m4a, b"stco", 8, struct.pack(">I", 1))


def _asf_matroska() -> Iterator[tuple[str, bytes]]:
    wma, webm, mka = valid("a.wma"), valid("a.webm"), valid("a.mka")
    yield "asf-header-2^63.wma", _with(wma, 16, b"\xff" * 7 + b"\x7f")
    yield "asf-4g-objects.wma", _with(wma, 24, b"\xff" * 4)
    yield "asf-object-0.wma", _with(wma, 46, bytes(8))
    yield "asf-packets-4g.wma", _after(wma, b"\xa1\xdc\xab\x8c", 92, b"\xff" * 8)
    stream = b"\x91\x07\xdc\xb7\xb7\xa9\xcf\x11"
    yield "asf-channels-65535.wma", _after(wma, stream, 80, b"\xff\xff")
    yield "asf-rate-4g.wma", _after(wma, stream, 82, b"\xff" * 4)
    segment = b"\x18\x53\x80\x67"
    yield "matroska-segment-2^56.mka", _after(mka, segment, 4, b"\x01" + b"\xff" * 7)
    yield "matroska-rate-nan.mka", _after(mka, b"\xb5\x88", 2, b"\x7f\xf8" + bytes(6))
    yield "matroska-rate-1e300.mka", _after(mka, b"\xb5\x88", 2, struct.pack(">d", 1e300))
    yield "matroska-nested.mka", mka[: mka.index(segment)] + (segment + b"\x01" + b"\xff" * 7) * 500
    void = b"\xec\x01\xff\xff\xff\xff\xff\xff\xfe"
    cluster = webm.index(b"\x1f\x43\xb6\x75")
    yield "matroska-void-2^56.webm", webm[:cluster] + void + webm[cluster:]


def _caf_au() -> Iterator[tuple[str, bytes]]:
    caf, au = valid("a.caf")[:800], valid("a.au")[:800]
    for name, offset, replacement in (
        ("size-negative", 4, b"\xff" * 8),
        ("size-2^62", 4, b"\x3f" + b"\xff" * 7),
        ("rate-nan", 12, b"\x7f\xf8" + bytes(6)),
        ("rate-1e300", 12, struct.pack(">d", 1e300)),
        ("rate-negative", 12, struct.pack(">d", -16000.0)),
        ("packet-4g", 28, b"\xff" * 4),
        ("frames-4g", 32, b"\xff" * 4),
        ("channels-4g", 36, b"\xff" * 4),
        ("bits-4g", 40, b"\xff" * 4),
    ):
        yield f"caf-{name}.caf", _after(caf, b"desc", offset, replacement)
    packets = b"pakt" + struct.pack(">qqqii", 24, 2**62, 2**62, 0, 0)
    data = caf.index(b"data")
    yield "caf-packets-2^62.caf", caf[:data] + packets + caf[data:]
    yield "caf-cookie-2^62.caf", caf[:data] + b"kuki" + struct.pack(">q", 2**62) + caf[data:]
    yield "au-offset-4g.au", _with(au, 4, b"\xff" * 4)
    yield "au-channels-4g.au", _with(au, 20, b"\xff" * 4)
    yield "au-channels-1024.au", _with(au, 20, struct.pack(">I", 1024))
    yield "au-rate-4g.au", _with(au, 16, b"\xff" * 4)
    yield "amr-of-nothing.amr", b"#!AMR\n" + b"\x3c" * 600


def _lures() -> Iterator[tuple[str, bytes]]:
    """Documents that lead elsewhere; a decoder that guesses would follow them."""
    remote = "http://127.0.0.1:9/a.wav"
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{LURE}\n#EXTINF:9,\n{remote}\n"
    yield "playlist.wav", playlist.encode()
    yield "playlist-in-id3.mp3", b"ID3\4\0\0\0\0\0\0" + playlist.encode()
    yield "concat.wav", f"ffconcat version 1.0\nfile '{LURE}'\nfile '{remote}'\n".encode()
    yield (
        "dash.m4a",
        (
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period>'
            f"<AdaptationSet><Representation><BaseURL>{remote}</BaseURL></Representation></AdaptationSet></Period>"
            "</MPD>"
        ).encode(),
    )
    yield "pls.wav", f"[playlist]\nFile1={LURE}\nNumberOfEntries=1\n".encode()
    yield "asx.wma", f'<asx version="3.0"><entry><ref href="{remote}"/></entry></asx>'.encode()
    yield "sdp.wav", b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\nc=IN IP4 127.0.0.1\n"
    yield (
        "svg.wav",
        (f'<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{LURE}"/></svg>'.encode()),
    )
    yield "pdf.wav", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
    yield "subtitles.wav", b"1\n00:00:00,000 --> 00:00:09,000\nwords\n"
    yield "styled-subtitles.wav", b"[Script Info]\nScriptType: v4.00+\n[Events]\n"
    yield "cue.wav", f'FILE "{LURE}" WAVE\n TRACK 01 AUDIO\n'.encode()
    yield "zip.wav", _zip("a.wav", valid("pcm.wav"))
    yield "zip-in-zip.flac", _zip("b.zip", _zip("a.flac", bytes(2_000_000)))
    yield "one-byte.wav", b"R"
    yield "one-magic.wav", b"RIFF"


def _zip(name: str, content: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo(name, (2025, 5, 1, 12, 0, 0))
        archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _write() -> None:
    for folder in (VALID, FORGED, FOUND):
        folder.mkdir(parents=True, exist_ok=True)
    for name, options in _ENCODED.items():
        tone = ("-f", "lavfi", "-i", "sine=f=440:d=0.1:r=16000", "-bitexact", "-map_metadata", "-1")
        quiet = ("-nostdin", "-v", "error", "-y")
        command = ["ffmpeg", *quiet, *tone, *options, str(VALID / name)]
        subprocess.run(command, check=True)
    for name, content in rare().items():
        (VALID / name).write_bytes(content)
    for name, content in forged().items():
        (FORGED / name).write_bytes(content)


if __name__ == "__main__":
    _write()
