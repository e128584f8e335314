"""Valid files of formats that nothing here encodes, and forged ones of formats few people have."""

import struct
from collections.abc import Callable, Iterator

Valid = Callable[[str], bytes]
"""Gives a valid file of the corpus by its name."""

_ALL32 = b"\xff" * 4
_ALL64 = b"\xff" * 8
_APE_SILENCE = 3
_APE_HAS_FLAGS = 0x80000000
_DSD_SILENCE = 0x69
_DSF_BLOCK_BYTES = 4096
_SPHERE_HEAD_BYTES = 1024


def rare() -> dict[str, bytes]:
    """Return the valid ones by their names; each lasts a tenth of a second."""
    return {"a.ape": _ape(1600), "a.dsf": _dsf(), "a.sph": _sphere(bytes(3200))}


def forged_rare(valid: Valid) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents: lengths, rates, channels and counts that lie."""
    ape, dsf, sphere, tta = rare()["a.ape"], rare()["a.dsf"], rare()["a.sph"], valid("a.tta")
    yield "ape-blocks-4g.ape", _with(ape, 56, _ALL64)
    yield "ape-frames-4g.ape", _with(ape, 64, _ALL32)
    yield "ape-channels-65535.ape", _with(ape, 70, b"\xff\xff")
    yield "ape-rate-0.ape", _with(ape, 72, bytes(4))
    yield "ape-seek-table-4g.ape", _with(ape, 16, _ALL32)
    yield "ape-an-hour-of-silence.ape", _ape(16_000 * 3600)
    yield "dsf-size-2^64.dsf", _with(dsf, 12, _ALL64)
    yield "dsf-channels-4g.dsf", _with(dsf, 52, _ALL32)
    yield "dsf-rate-4g.dsf", _with(dsf, 56, _ALL32)
    yield "dsf-block-4g.dsf", _with(dsf, 72, _ALL32)
    yield "sphere-channels-4g.sph", sphere.replace(b"count -i 1\n", b"count -i 4294967295\n", 1)
    yield "sphere-rate-negative.sph", sphere.replace(b"rate -i 16000", b"rate -i -1600", 1)
    yield "sphere-head-without-end.sph", sphere.replace(b"end_head", b"head_end")
    yield "tta-rate-0.tta", _with(tta, 10, bytes(4))
    yield "tta-channels-65535.tta", _with(tta, 6, b"\xff\xff")
    yield "tta-samples-4g.tta", _with(tta, 14, _ALL32)
    voc, rm, dts, mpc = (valid(f"a.{name}") for name in ("voc", "rm", "dts", "mpc"))
    yield "voc-head-65535.voc", _with(voc, 20, b"\xff\xff")
    yield "voc-block-16m.voc", _with(voc, 27, b"\xff\xff\xff")
    yield "rm-size-4g.rm", _with(rm, 4, _ALL32)
    yield "rm-stream-4g.rm", _after(rm, b"MDPR", 4, _ALL32)
    yield "rm-packets-4g.rm", _after(rm, b"DATA", 10, _ALL32)
    yield "dts-headers-only.dts", dts[:12] * 300
    yield "dts-frame-16k.dts", _with(dts, 5, b"\xff\xff\xf0")
    yield "musepack-packet-0.mpc", _with(mpc, 6, b"\0")
    yield "musepack-samples-2^63.mpc", _with(mpc, 12, _ALL64)


def _with(content: bytes, place: int, replacement: bytes) -> bytes:
    return content[:place] + replacement + content[place + len(replacement) :]


def _after(content: bytes, mark: bytes, offset: int, replacement: bytes) -> bytes:
    return _with(content, content.index(mark) + offset, replacement)


def _ape(block_count: int) -> bytes:
    """Write Monkey's Audio 3.99 whose only frame says that it is silence."""
    frame = struct.pack("<III", _APE_HAS_FLAGS, _APE_SILENCE, 0) + bytes(8)
    head = struct.pack("<4sHH7I16x", b"MAC ", 3990, 0, 52, 24, 4, 0, len(frame), 0, 0)
    sound = struct.pack("<HHIIIHHI", 2000, 32, block_count, block_count, 1, 16, 1, 16_000)
    return head + sound + struct.pack("<I", 80) + frame


def _dsf() -> bytes:
    """Write silence in single bits (DSF file format specification, version 1.01)."""
    data = bytes([_DSD_SILENCE]) * _DSF_BLOCK_BYTES
    sound = struct.pack(
        "<4sQ6IQ2I", b"fmt ", 52, 1, 0, 1, 1, 352_800, 1, 8 * len(data), _DSF_BLOCK_BYTES, 0
    )
    body = sound + struct.pack("<4sQ", b"data", 12 + len(data)) + data
    return struct.pack("<4s3Q", b"DSD ", 28, 28 + len(body), 0) + body


def _sphere(pcm: bytes) -> bytes:
    """Write samples behind a head in words, as collections of speech have them (NIST SPHERE)."""
    head = (
        f"NIST_1A\n   {_SPHERE_HEAD_BYTES}\nchannel_count -i 1\nsample_count -i {len(pcm) // 2}\n"
        "sample_rate -i 16000\nsample_n_bytes -i 2\nsample_byte_format -s2 01\n"
        "sample_sig_bits -i 16\nsample_coding -s3 pcm\nend_head\n"
    )
    return head.encode().ljust(_SPHERE_HEAD_BYTES) + pcm
