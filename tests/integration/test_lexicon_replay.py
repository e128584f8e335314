"""`tingxia lexicon replay` on a real library."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, TranscriptKind
from appliance.library import Library, Origin
from appliance.paths import Paths
from tests.fakes.speech import ID, data_folder, on_disk, segment


@pytest.fixture
async def paths(tmp_path: Path) -> Paths:
    """A recording recognised without a lexicon, and edited afterwards."""
    paths = data_folder(tmp_path)
    said = ("请打开罚门。", "罚门在三楼。", "没有问题。")
    async with Library.open(paths) as library:
        made = await asyncio.to_thread(on_disk, paths, ID)
        await library.put_recording(made, total_samples=16_000, origin=Origin.MICROPHONE)
        await written(library, TranscriptKind.SECOND_PASS, said)
        await library.set_text_state(ID, TextState.COMPLETE)
    return paths


async def written(library: Library, kind: TranscriptKind, texts: Sequence[str]) -> None:
    """Put a version of the text into the library."""
    segments: list[Segment] = [
        replace(segment(5.0 * n, text), raw_text=text) for n, text in enumerate(texts)
    ]
    await library.add_segments(ID, kind, segments, decided_samples=16_000)
    await library.complete(ID, kind)


async def replayed(paths: Paths, pack: Path, *options: str) -> str:
    """Return what the command prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "appliance", "lexicon", "replay", ID,
        "--data-dir", str(paths.data), "--lexicon", str(pack), *options,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    assert 0 == process.returncode
    return out.decode()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack with one term."""
    file = tmp_path / "workshop.txt"
    file.write_text("阀门\n", encoding="utf-8")
    return file


async def test_before_and_after_are_shown_and_counted(paths: Paths, pack: Path) -> None:
    """Digits come with it, since the text would be made anew; the library stays as it is."""
    lines = (await replayed(paths, pack)).splitlines()
    assert ["- 请打开罚门。", "+ 请打开阀门。", "- 罚门在三楼。", "+ 阀门在3楼。"] == lines[:4]
    assert "    2 × 罚门 → 阀门  (workshop.txt:1: 阀门)" == lines[4]
    assert "    1 × 三 → 3" == lines[5]
    assert "2 of 3 utterances would change." == lines[6]
    async with Library.open(paths) as library:
        transcript = await library.transcript(ID)
        assert transcript is not None
        assert "请打开罚门。" == transcript.segments[0].text


async def test_what_people_wrote_is_no_object(paths: Paths, pack: Path) -> None:
    """The text that was recognised is replayed, not the edited one."""
    async with Library.open(paths) as library:
        await written(library, TranscriptKind.EDITED, ("写的", "是人", "改的"))
    told = json.loads(await replayed(paths, pack, "--json"))
    assert (3, 2) == (told["segments"], told["changed"])
    (by_the_pack, _digits) = told["counts"]
    assert ("罚门", "阀门", 2) == tuple(by_the_pack[key] for key in ("before", "after", "count"))
    assert "请打开罚门。" == told["texts"][0]["before"]
