"""Files of strangers, decoded by real processes."""

import asyncio
import io
import os
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from appliance.station import decoding
from appliance.station.decoding import decode
from appliance.station.unreadable_audio import Refusal, UnreadableAudioError
from tests.fakes.audio_files import encoded, tone, wav, with_forged_length, written

MUTANTS = int(os.environ.get("TINGXIA_MUTANTS", "100"))
"""Half of it is tried here; the whole number by a command."""

OPTIONS = {
    "a.dts": ("-strict", "-2", "-ar", "48000"),
    "a.rf64": ("-f", "wav", "-rf64", "always"),
    "a.mxf": ("-f", "mxf_opatom", "-mxf_audio_edit_rate", "25", "-ar", "48000", "-ac", "1"),
}
"""What ffmpeg has to be told besides the name."""


async def heard(file: Path) -> NDArray[np.int16]:
    """Decode a whole file."""
    blocks = [block async for block in decode(file)]
    assert all(0 < len(block) <= 65_536 and len(block) % 2 == 0 for block in blocks)
    return np.frombuffer(b"".join(blocks), dtype="<i2")


async def refusal(file: Path) -> UnreadableAudioError:
    """Decode a file that must be refused."""
    with pytest.raises(UnreadableAudioError) as refused:
        await heard(file)
    return refused.value


async def test_audio_in_our_own_format_comes_bit_for_bit(tmp_path: Path) -> None:
    """16 kHz, mono, 16 bit needs no conversion."""
    samples = np.random.default_rng(1).integers(-32768, 32768, 100_000, dtype=np.int16)
    soundfile.write(tmp_path / "a.wav", samples, 16_000)
    soundfile.write(tmp_path / "a.flac", samples, 16_000)

    assert np.array_equal(samples, await heard(tmp_path / "a.wav"))
    assert np.array_equal(samples, await heard(tmp_path / "a.flac"))


@pytest.mark.parametrize(
    ("rate_hz", "channels"),
    [(8_000, 1), (11_025, 2), (22_050, 1), (44_100, 2), (48_000, 6), (96_000, 2), (16_000, 2)],
)
async def test_any_rate_and_number_of_channels_becomes_16_khz_mono(
    tmp_path: Path, rate_hz: int, channels: int
) -> None:
    """Same length, same sound."""
    decoded = await heard(written(tmp_path / "a.wav", 1.5, rate_hz, channels=channels))

    expected = tone(1.5)[:, 0]
    assert abs(len(expected) - len(decoded)) <= 1
    shared = min(len(expected), len(decoded))
    error = decoded[:shared] / 32768 - expected[:shared]
    assert np.sqrt(np.mean(error[200:-200] ** 2)) < 0.01


@pytest.mark.parametrize(
    "name",
    [
        *("a.mp3", "a.ogg", "a.opus", "a.m4a", "a.mp4", "a.aac", "a.wma", "a.webm", "a.aiff"),
        *("a.mov", "a.mka", "a.avi", "a.ac3", "a.eac3", "a.wv", "a.flv", "a.ts", "a.mpg", "a.caf"),
        *("a.w64", "a.tta", "a.voc", "a.rm", "a.dts", "a.mxf"),
    ],
)
async def test_every_promised_format_is_read(tmp_path: Path, name: str) -> None:
    """By its content, not by its name."""
    options = OPTIONS.get(name, ())
    file = encoded(tmp_path / name, 2.0, *options).rename(tmp_path / "renamed.bin")

    decoded = await heard(file)

    assert 1.95 < len(decoded) / 16_000 < 2.15
    assert 0.3 < np.sqrt(np.mean((decoded / 32768) ** 2)) < 0.4


async def test_the_sound_of_a_video_is_read(tmp_path: Path) -> None:
    """Its pictures are not even decoded."""
    options = ("-f", "lavfi", "-i", "testsrc=d=2:s=64x64", "-shortest")

    assert 1.9 < len(await heard(encoded(tmp_path / "a.mp4", 2.0, *options))) / 16_000 < 2.1


async def test_a_codec_that_libsndfile_does_not_know_is_left_to_ffmpeg(tmp_path: Path) -> None:
    """Old dictation machines write such WAV files."""
    file = encoded(tmp_path / "a.wav", 2.0, "-c:a", "adpcm_g722", "-ac", "1", "-ar", "16000")

    assert 1.9 < len(await heard(file)) / 16_000 < 2.1


def folder(file: Path) -> None:
    """Make a folder."""
    file.mkdir()


def link(file: Path) -> None:
    """Make a link to an audio file."""
    file.symlink_to(written(file.with_name("real.wav")))


def bytes_of(content: bytes) -> Callable[[Path], object]:
    """Make a file of these bytes."""
    return lambda file: file.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "expected", "words"),
    [
        (Path.exists, Refusal.MISSING, "does not exist"),
        (folder, Refusal.FOLDER, "is a folder"),
        (link, Refusal.LINK, "links are not followed"),
        (os.mkfifo, Refusal.SPECIAL, "no file"),
        (Path.touch, Refusal.EMPTY, "is empty"),
        (bytes_of(b"Minutes of the meeting\n"), Refusal.NOT_AUDIO, "but plain text"),
        (bytes_of(b"\x89PNG\r\n\x1a\n" + bytes(99)), Refusal.NOT_AUDIO, "a PNG picture"),
        (bytes_of(random.Random(1).randbytes(9999)), Refusal.NOT_AUDIO, "of an unknown kind"),
        (bytes_of(wav(b"")), Refusal.NO_SOUND, "contains no sound"),
        (bytes_of(wav(bytes(999), channels=0)), Refusal.DAMAGED, "cannot be decoded"),
        (bytes_of(b"RIFF\x24\0\0\0WAVE" + bytes(99)), Refusal.DAMAGED, "cannot be decoded"),
        (bytes_of(b"fLaC" + bytes(9999)), Refusal.DAMAGED, "cannot be decoded"),
        (bytes_of(b"OggS" + bytes(9999)), Refusal.DAMAGED, "cannot be decoded"),
        (bytes_of(b"\0\0\0\x1cftypM4A " + bytes(99)), Refusal.DAMAGED, "moov atom not found"),
        (bytes_of(wav(bytes(9999), rate_hz=1)), Refusal.SAMPLE_RATE, "sample rate of 1 Hz"),
        (bytes_of(wav(bytes(9999), rate_hz=1_000_000)), Refusal.SAMPLE_RATE, "sample rate"),
    ],
)
async def test_what_cannot_be_read_is_refused_with_its_own_reason(
    tmp_path: Path, make: Callable[[Path], object], expected: Refusal, words: str
) -> None:
    """And with a next step; the file is still there."""
    file = tmp_path / "会议.wav"
    make(file)
    was_there = os.path.lexists(file)

    error = await refusal(file)

    assert (expected, 30) == (error.refusal, error.exit_code)
    assert words in str(error)
    assert error.hint
    assert was_there == os.path.lexists(file)


async def test_a_file_of_somebody_else_is_refused_with_its_own_reason(tmp_path: Path) -> None:
    """Permissions are checked as the station's user, who is not root."""
    file = written(tmp_path / "a.wav")
    file.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        error = await refusal(file)
    finally:
        if is_root:
            os.seteuid(0)

    assert Refusal.FORBIDDEN is error.refusal
    assert "permission" in error.hint


async def test_a_video_without_sound_is_refused(tmp_path: Path) -> None:
    """Not as damaged: it is whole."""
    options = ("-f", "lavfi", "-i", "testsrc=d=1:s=64x64", "-map", "1:v")

    error = await refusal(encoded(tmp_path / "a.mp4", 1.0, *options))

    assert Refusal.NO_SOUND is error.refusal


async def test_without_ffmpeg_the_message_names_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What libsndfile reads is still read."""
    m4a, flac = encoded(tmp_path / "a.m4a"), written(tmp_path / "a.flac")
    monkeypatch.setenv("PATH", str(tmp_path))

    error = await refusal(m4a)

    assert Refusal.FFMPEG_MISSING is error.refusal
    assert "an M4A, MP4 or MOV file, which needs ffmpeg" in str(error)
    assert "apt install ffmpeg" in error.hint
    assert 32_000 == len(await heard(flac))


@pytest.mark.parametrize("suffix", ["wav", "rf64", "w64", "flac", "mp3", "ogg", "aac"])
async def test_of_a_truncated_file_what_is_there_is_read_and_the_loss_is_told(
    tmp_path: Path, suffix: str
) -> None:
    """Half of a recording is better than none, but nobody may take it for all."""
    file = encoded(tmp_path / f"a.{suffix}", 20.0, *OPTIONS.get(f"a.{suffix}", ()))
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    warnings: list[str] = []

    blocks = [block async for block in decode(file, on_warning=warnings.append)]

    assert 6 < sum(map(len, blocks)) / 32_000 < 14
    assert 1 == len(warnings), warnings


@pytest.mark.parametrize("kind", ["rifx", "bw64"])
async def test_kin_of_wav_that_were_cut_say_so_and_whole_ones_do_not(
    tmp_path: Path, kind: str
) -> None:
    """Their lengths lie elsewhere, or the other way round."""
    file = tmp_path / "a.wav"
    if kind == "rifx":
        soundfile.write(file, tone(20.0, 16_000), 16_000, format="WAV", endian="BIG")
    else:
        content = encoded(tmp_path / "a.rf64", 20.0, *OPTIONS["a.rf64"]).read_bytes()
        file.write_bytes(b"BW64" + content[4:])
    warnings: list[list[str]] = []
    for length in (file.stat().st_size, file.stat().st_size // 2):
        file.write_bytes(file.read_bytes()[:length])
        warnings.append([])
        async for _ in decode(file, on_warning=warnings[-1].append):
            pass

    assert [0, 1] == [len(each) for each in warnings], warnings


async def test_a_whole_file_gives_no_warning(tmp_path: Path) -> None:
    """Also one whose header was never finished by the program that streamed it."""
    streamed = tmp_path / "streamed.wav"
    streamed.write_bytes(wav(bytes(64_000), data_bytes=0xFFFFFFFF - 36))
    warnings: list[str] = []
    for file in (streamed, written(tmp_path / "a.flac"), encoded(tmp_path / "a.m4a")):
        async for _ in decode(file, on_warning=warnings.append):
            pass

    assert [] == warnings


@pytest.mark.parametrize(
    "make",
    [
        lambda file: file.write_bytes(with_forged_length(written(file).read_bytes())),
        lambda file: file.write_bytes(wav(bytes(64_000), data_bytes=0x7FFFFFFE)),
        lambda file: file.write_bytes(wav(bytes(64_000), data_bytes=0xFFFFFFFF)),
    ],
    ids=["flac-of-68-billion-samples", "wav-of-2-gib", "wav-of-4-gib"],
)
async def test_a_forged_length_is_not_believed(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    """Two seconds are two seconds, and memory stays small."""
    file = tmp_path / "a.flac"
    make(file)

    assert 32_000 == len(await heard(file))


async def test_samples_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    """And what is beyond full scale is clipped."""
    values = np.array([np.nan, np.inf, -np.inf, 0.5, -7.0, 3.0], dtype="<f4")
    (tmp_path / "a.wav").write_bytes(wav(values.tobytes(), bits=32, format_code=3))

    assert [0, 32767, -32768, 16384, -32768, 32767] == (await heard(tmp_path / "a.wav")).tolist()


@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 1), (96_000, 2)])
async def test_a_few_samples_that_are_no_numbers_spoil_nothing_else(
    tmp_path: Path, rate_hz: int, channels: int
) -> None:
    """Also where the rate is converted, which would carry them into all that follows."""
    samples = tone(2.0, rate_hz, channels=channels).astype("<f4")
    spoiled = rate_hz // 2
    samples[spoiled], samples[spoiled + 1], samples[spoiled + 2] = np.nan, np.inf, -np.inf
    content = wav(samples.tobytes(), rate_hz=rate_hz, channels=channels, bits=32, format_code=3)
    (tmp_path / "a.wav").write_bytes(content)

    decoded = await heard(tmp_path / "a.wav")

    expected = tone(2.0)[:, 0]
    error = np.abs(decoded / 32768 - expected[: len(decoded)])
    around = slice(8_000 - 400, 8_000 + 400)
    assert 32_000 == len(decoded)
    assert np.delete(error, around)[400:-400].max() < 0.01


async def test_a_file_of_endless_length_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once where it tells how long it is, with the way to cut it."""
    monkeypatch.setattr(decoding, "_LONGEST_BYTES", 32_000 * 400)
    file = written(tmp_path / "a.wav", 600.0)
    told: list[float] = []
    heard_bytes = 0

    async def listen() -> None:
        nonlocal heard_bytes
        async for block in decode(file, on_duration=told.append):
            heard_bytes += len(block)

    with pytest.raises(UnreadableAudioError) as refused:
        await listen()
    error = refused.value
    assert [600.0] == told
    assert Refusal.TOO_LONG is error.refusal
    assert "12 hours" in str(error)
    assert "ffmpeg" in error.hint
    assert heard_bytes < 32_000 * 200


@pytest.mark.parametrize("mark", [b"", b"Info\0\0\0\x0f"])
async def test_a_file_whose_length_is_only_guessed_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: bytes
) -> None:
    """Of an MP3 file without a count of its frames, a beginning of low rate says little.

    What looks like that count counts only where it belongs.
    """
    monkeypatch.setattr(decoding, "_LONGEST_BYTES", 32_000 * 90)
    noise = np.random.default_rng(1).normal(0, 0.2, 16_000 * 30)
    whole = io.BytesIO()
    soundfile.write(
        whole, np.concatenate([np.zeros(16_000 * 30), noise]), 16_000, format="MP3",
        subtype="MPEG_LAYER_III", bitrate_mode="VARIABLE", compression_level=0.5,
    )  # fmt: skip
    content = whole.getvalue()
    assert b"Xing" in content[:200]
    frames = content[content.index(content[:2], 10) :]
    (tmp_path / "a.mp3").write_bytes(frames[:1000] + mark + frames[1000 + len(mark) :])
    told: list[float] = []
    decoded_bytes = 0
    async for block in decode(tmp_path / "a.mp3", on_duration=told.append):
        decoded_bytes += len(block)
    assert told[0] > 90
    assert 60 == pytest.approx(decoded_bytes / 32_000, abs=1)


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "ogg", "m4a"])
async def test_no_damage_does_more_than_spoil_its_file(tmp_path: Path, suffix: str) -> None:
    """Bytes flipped, stretches zeroed, repeated or removed: sound or a refusal, soon."""
    content = encoded(tmp_path / f"a.{suffix}", 5.0).read_bytes()
    chance = random.Random(suffix)
    refused: list[Refusal] = []
    for number in range(max(1, MUTANTS // 10)):
        mutant = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            place, length = chance.randrange(len(mutant)), chance.randint(1, 400)
            match chance.randrange(4):
                case 0:
                    mutant[place] ^= chance.randint(1, 255)
                case 1:
                    mutant[place : place + length] = bytes(length)
                case 2:
                    mutant[place:place] = mutant[place : place + length]
                case _:
                    place = chance.randrange(min(200, len(mutant)))
                    mutant[place] = chance.randrange(256)
        file = tmp_path / f"mutant-{number}"
        file.write_bytes(mutant)
        try:
            async with asyncio.timeout(30):
                assert len(await heard(file)) > 0
        except UnreadableAudioError as error:
            refused.append(error.refusal)
    assert Refusal.DECODER_DIED not in refused
