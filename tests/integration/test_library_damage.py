"""A damaged database is set aside and rebuilt; nothing wrong is ever read from it.

``TINGXIA_FAULTS=full`` makes a thousand mutants; the suite makes a tenth
(docs/how-to/run-fault-tests.md).
"""

import os
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from appliance.library import Library, LibraryError
from appliance.paths import Paths
from tests.fakes.speech import data_folder
from tests.fault.damage import DAMAGES, PAGE_BYTES
from tests.integration.test_library import everything, filled

FULL = os.environ.get("TINGXIA_FAULTS") == "full"
MUTANTS = int(os.environ.get("TINGXIA_MUTANTS", "1000" if FULL else "100"))


@pytest.fixture
async def paths(tmp_path: Path) -> Paths:
    """A data folder with a filled library, closed in good order."""
    paths = data_folder(tmp_path)
    await filled(paths)
    return paths


async def found_and_told(library: Library) -> list[object]:
    """All that the library can tell, and what a search finds."""
    found = [
        [each.row.recording.id for each in (await library.search(query)).found]
        for query in ("会议", "第二页", "问题", "pump", "leak", "周会")
    ]
    assert all(found)
    return [await everything(library), found]


async def after_start(paths: Paths) -> tuple[list[object] | None, str]:
    """What is told, None if damage is met, and the notice of the start."""
    async with Library.open(paths) as library:
        try:
            return await found_and_told(library), library.notice
        except LibraryError:
            return None, library.notice


def files_of(paths: Paths) -> dict[str, bytes]:
    """Read the database and what lies beside it."""
    return {
        suffix: file.read_bytes()
        for suffix in ("", "-wal", "-shm")
        if (file := paths.library.with_name(f"library.db{suffix}")).exists()
    }


def lay_out(paths: Paths, files: dict[str, bytes]) -> None:
    """Put these files in the place of those that are there."""
    for suffix in ("", "-wal", "-shm"):
        file = paths.library.with_name(f"library.db{suffix}")
        file.unlink(missing_ok=True)
        if suffix in files:
            file.write_bytes(files[suffix])


@pytest.mark.timeout(60 + MUTANTS)
async def test_any_damage_is_found_and_repaired_from_the_folders(paths: Paths) -> None:
    """After each damage the library tells exactly what it told before; no recording is lost."""
    whole = paths.library.read_bytes()
    assert int.from_bytes(whole[16:18]) == PAGE_BYTES
    async with Library.open(paths) as library:
        expected = await found_and_told(library)
    chance = random.Random(20250501)
    noticed: Counter[str] = Counter()
    harmless: Counter[str] = Counter()
    late = 0
    for number in range(MUTANTS):
        damage = DAMAGES[number % len(DAMAGES)]
        mutant = damage(whole, chance)
        lay_out(paths, {"": mutant})
        told, notice = await after_start(paths)
        if told is None:  # found when it was read: the station starts again then
            late += 1
            told, notice = await after_start(paths)
        assert expected == told, f"mutant {number}: {damage.__name__}"
        (noticed if notice else harmless)[damage.__name__] += 1
        if notice:
            (aside,) = paths.quarantine.glob("*/library.db")
            assert mutant == aside.read_bytes()
            shutil.rmtree(paths.quarantine)
    print(f"{MUTANTS} mutants, set aside: {dict(noticed)}; nothing wrong with {dict(harmless)}")
    print(f"{late} of them were found when they were read, not at the start")

    # The others overwrote zeros with zeros, hit a page that is not in use, or left nothing.
    assert noticed.total() > 0.7 * MUTANTS
    assert {damage.__name__ for damage in DAMAGES} == set(+noticed)


@pytest.mark.timeout(60 + MUTANTS)
async def test_a_damaged_missing_or_foreign_wal_costs_nothing(tmp_path: Path) -> None:
    """The library as a killed process leaves it: most of it still lies in the -wal."""
    running, paths = data_folder(tmp_path / "running"), data_folder(tmp_path / "after")
    other = data_folder(tmp_path / "other")
    chance = random.Random(20250501)
    await filled(other)
    async with Library.open(other) as library:
        await library.rebuild()
        foreign = files_of(other)
    await filled(running)
    async with Library.open(running) as library:
        await library.rebuild()
        expected = await found_and_told(library)
        files = files_of(running)
    assert len(files["-wal"]) > PAGE_BYTES
    shutil.rmtree(paths.recordings)
    shutil.copytree(running.recordings, paths.recordings)
    kept = [
        {"": files[""]},
        files | {"-wal": b""},
        files | {"-wal": foreign["-wal"]},
        files | {"-shm": foreign["-shm"]},
        files | {"-shm": chance.randbytes(len(files["-shm"]))},
        {"-wal": files["-wal"]},
        {"-wal": files["-wal"], "": b""},
    ]
    for number in range(max(len(DAMAGES), MUTANTS // 5)):
        damage = DAMAGES[number % len(DAMAGES)]
        kept.append({"": files[""], "-wal": damage(files["-wal"], chance)})
    for number, left in enumerate(kept):
        lay_out(paths, left)
        async with Library.open(paths) as reopened:
            assert expected == await found_and_told(reopened), f"case {number}"


async def test_damage_met_while_running_is_named(paths: Paths) -> None:
    """A page that went bad since the start is not read as text; the hint tells how it mends."""
    async with Library.open(paths) as library:
        size = paths.library.stat().st_size
        with paths.library.open("r+b") as file:
            for page in range(1, size // PAGE_BYTES):
                file.seek(page * PAGE_BYTES + 100)
                file.write(b"rust")
        await library._call(library._store.connection.release_memory)

        with pytest.raises(LibraryError, match="damaged") as met:
            await everything(library)

    assert "library-damaged" == met.value.code
    assert "rebuilt from the recordings" in met.value.hint


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE details SET content = x'ffffffff'",
        "UPDATE details SET content = x'0300'",
        "UPDATE segments SET text = x'ff'",
    ],
)
async def test_content_that_is_none_is_damage(paths: Paths, statement: str) -> None:
    """A whole page in the place of another passes the checks of the start."""
    async with Library.open(paths) as library:
        expected = await everything(library)
        await library._call(library._store.connection.execute, statement)

        with pytest.raises(LibraryError, match="damaged"):
            await everything(library)
    async with Library.open(paths) as library:
        assert expected == await everything(library)


async def test_a_damaged_library_that_cannot_be_set_aside_is_told(paths: Paths) -> None:
    """With what to do; it stays where it is."""
    paths.library.write_bytes(b"rust" * 4096)
    paths.quarantine.write_text("no folder")

    with pytest.raises(LibraryError, match="cannot be set aside") as met:
        async with Library.open(paths):
            pass

    assert "restart the box" in met.value.hint
    assert paths.library.exists()
