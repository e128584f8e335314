"""A damaged database is set aside and rebuilt; nothing wrong is ever read from it.

``TINGXIA_MUTANTS=1000`` runs the whole number; the suite runs a tenth.
"""

import os
import random
import shutil
from pathlib import Path

import pytest

from appliance.library import Library, LibraryError
from appliance.paths import Paths
from tests.fakes.speech import data_folder
from tests.integration.test_library import everything, filled

MUTANTS = int(os.environ.get("TINGXIA_MUTANTS", "100"))


@pytest.fixture
async def paths(tmp_path: Path) -> Paths:
    """A data folder with a filled library, closed in good order."""
    paths = data_folder(tmp_path)
    await filled(paths)
    return paths


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Flip a few bytes, cut the end off, or overwrite a stretch with zeros or noise."""
    mutant = bytearray(content)
    place = chance.randrange(len(mutant))
    match chance.randrange(4):
        case 0:
            for _ in range(chance.randint(1, 8)):
                mutant[chance.randrange(len(mutant))] ^= chance.randint(1, 255)
        case 1:
            del mutant[place:]
        case 2:
            mutant[place : place + 512] = bytes(len(mutant[place : place + 512]))
        case _:
            mutant[place : place + 512] = chance.randbytes(len(mutant[place : place + 512]))
    return bytes(mutant)


async def test_any_damage_is_found_and_repaired_from_the_folders(paths: Paths) -> None:
    """After each damage the library tells exactly what it told before."""
    whole = paths.library.read_bytes()
    async with Library.open(paths) as library:
        expected = await everything(library)
    chance = random.Random(20250501)
    noticed = differing = 0
    for number in range(MUTANTS):
        mutant = damaged(whole, chance)
        differing += mutant != whole
        paths.library.write_bytes(mutant)
        async with Library.open(paths) as library:
            assert expected == await everything(library), f"mutant {number}"
            noticed += library.notice != ""
            if library.notice:
                (aside,) = paths.quarantine.glob("*/library.db")
                assert mutant == aside.read_bytes()
                shutil.rmtree(paths.quarantine)

    # The others hit a page that is not in use.
    assert noticed > 0.9 * differing


async def test_a_damaged_or_missing_wal_costs_nothing(tmp_path: Path) -> None:
    """The library as a killed process leaves it: most of it still lies in the -wal."""
    running, paths = data_folder(tmp_path / "running"), data_folder(tmp_path / "after")
    chance = random.Random(20250501)
    await filled(running)
    async with Library.open(running) as library:
        await library.rebuild()
        expected = await everything(library)
        files = {
            suffix: running.library.with_name(f"library.db{suffix}").read_bytes()
            for suffix in ("", "-wal")
        }
        assert len(files["-wal"]) > 4096
        shutil.rmtree(paths.recordings)
        shutil.copytree(running.recordings, paths.recordings)
        for number in range(max(1, MUTANTS // 5)):
            kept = damaged(files["-wal"], chance) if number else b""
            for suffix, content in (("", files[""]), ("-wal", kept), ("-shm", b"")):
                paths.library.with_name(f"library.db{suffix}").write_bytes(content)
            async with Library.open(paths) as reopened:
                assert expected == await everything(reopened), f"mutant {number}"


async def test_damage_met_while_running_is_named(paths: Paths) -> None:
    """A page that went bad since the start is not read as text; the hint tells how it mends."""
    async with Library.open(paths) as library:
        size = paths.library.stat().st_size
        with paths.library.open("r+b") as file:
            for page in range(1, size // 4096):
                file.seek(page * 4096 + 100)
                file.write(b"rust")
        await library._call(library._store.connection.release_memory)

        with pytest.raises(LibraryError, match="damaged") as met:
            await everything(library)

    assert "library-damaged" == met.value.code
    assert "rebuilt from the recordings" in met.value.hint
