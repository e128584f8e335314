"""What a file is by its first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.station.audio_kind import PROBE_BYTES, after_tag, audio_kind, other_kind

ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")


@pytest.mark.parametrize(
    ("beginning", "demuxer"),
    [
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "wav"),
        (b"RF64\xff\xff\xff\xffWAVE", "wav"),
        (b"FORM\x00\x00\x00\x24AIFC", "aiff"),
        (b"fLaC\x00", "flac"),
        (b"OggS\x00\x02", "ogg"),
        (b"ID3\x04\x00", "mp3"),
        (b"\xff\xfb\x90\x64", "mp3"),
        (b"\xff\xf3\x48\xc4", "mp3"),
        (b"\xff\xf1\x50\x80", "aac"),
        (b"\x00\x00\x00\x1cftypM4A ", "mov"),
        (b"\x1a\x45\xdf\xa3", "matroska"),
        (b"#!AMR\n", "amr"),
        (b"\x00\x00\x00\x14ftypqt  ", "mov"),
        (b"\x00\x00\x0b\xb8moov", "mov"),
        (b"\x00\x00\x00\x08free\x00\x00\x00\x1cftypM4A ", "mov"),
        (b"\x00\x00\x00\x08wide\x00\x0b\xb8\x00mdat", "mov"),
        (b"RIFF\x24\x00\x00\x00AVI LIST", "avi"),
        (b"wvpk\x00\x00", "wv"),
        (b"\x0b\x77\x12\x34", "ac3"),
        (b"FLV\x01\x05", "flv"),
        (b"\x00\x00\x01\xba\x44", "mpeg"),
        ((b"\x47" + bytes(187)) * 6, "mpegts"),
        ((bytes(4) + b"\x47" + bytes(187)) * 6, "mpegts"),
        (ASF, "asf"),
        (b"BW64\xff\xff\xff\xffWAVE", "wav"),
        (b"RIFX\x00\x00\x00\x24WAVEfmt ", "wav"),
        (bytes.fromhex("726966662e91cf11a5d628db04c10000"), "w64"),
        (b"Creative Voice File\x1a\x1a\x00", "voc"),
        (b"NIST_1A\n   1024\n", "nistsphere"),
        (b"MAC \x96\x0f", "ape"),
        (b"TTA1\x01\x00", "tta"),
        (b"tBaK\x01", "tak"),
        (b"MP+\x07", "mpc"),
        (b"MPCKSH", "mpc8"),
        (b"DSD \x1c", "dsf"),
        (b"FRM8\x00\x00", "iff"),
        (b"\x7f\xfe\x80\x01", "dts"),
        (b"\xfe\x7f\x01\x80", "dts"),
        (b"\x1f\xff\xe8\x00", "dts"),
        (b"\xff\x1f\x00\xe8", "dts"),
        (b"DTSHDHDR", "dtshd"),
        (b".RMF\x00", "rm"),
        (b".ra\xfd\x00", "rm"),
        (b"\x02dss", "dss"),
        (b"\x03dss", "dss"),
        (b"ea3\x03", "oma"),
        (b"EA3\x01", "oma"),
        (bytes.fromhex("060e2b34020501010d0102010102"), "mxf"),
    ],
)
def test_audio_is_known_by_its_first_bytes(beginning: bytes, demuxer: str) -> None:
    """So ffmpeg is told which demuxer to use, whatever the file is called."""
    kind = audio_kind(beginning)

    assert kind is not None
    assert demuxer == kind.demuxer


@pytest.mark.parametrize(
    ("beginning", "name"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"RIFF\x24\x00\x00\x00WEBP", "of an unknown kind"),
        (b"PK\x03\x04", "a ZIP archive or office document"),
        ("会议记录".encode(), "plain text"),
        ("会议记录".encode("gb18030"), "plain text"),
        (b"#EXTM3U\nhttp://example.org/a.mp3\n", "plain text"),
        (b"The free room\n", "plain text"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "plain text"),
        (bytes(100), "of an unknown kind"),
        (b"\xff\xff\xff\xff", "of an unknown kind"),
        (b"\xff", "of an unknown kind"),
    ],
)
def test_what_is_no_audio_is_named(beginning: bytes, name: str) -> None:
    """Playlists and lists of files are only text: nothing in them is ever opened."""
    assert audio_kind(beginning) is None
    assert name == other_kind(beginning)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("shift", range(4))
def test_text_is_text_wherever_the_probe_ends(encoding: str, shift: int) -> None:
    """The probe may cut a character in the middle."""
    text = ("x" * shift + "会议记录" * PROBE_BYTES).encode(encoding)

    assert "plain text" == other_kind(text[:PROBE_BYTES])


@given(beginning=st.binary(max_size=64))
def test_any_bytes_are_audio_or_have_a_name(beginning: bytes) -> None:
    """Nothing a stranger's file begins with is an error of ours."""
    assert audio_kind(beginning) is not None or other_kind(beginning)


def test_a_tag_says_how_long_it_is() -> None:
    """What follows it tells what the file is; other files have none."""
    assert 10 + 2 * 128 + 1 == after_tag(b"ID3\x04\x00\x00\x00\x00\x02\x01")
    assert 20 + 5 == after_tag(b"ID3\x04\x00\x10\x00\x00\x00\x05")
    assert after_tag(b"ID3\x04") is None
    assert after_tag(b"fLaC\x00\x00\x00\x00\x02\x01") is None


@given(st.binary(max_size=PROBE_BYTES))
def test_no_beginning_confuses_it(beginning: bytes) -> None:
    """Whatever the bytes are, there is an answer."""
    kind = audio_kind(beginning)
    behind = after_tag(beginning)

    assert kind is None or kind.demuxer
    assert behind is None or behind >= 10
