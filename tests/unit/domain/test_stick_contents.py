"""What is taken from a stick and what is not, without a file system."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.stick_contents import (
    CutShort,
    Entry,
    EntryType,
    Limits,
    Look,
    Refusal,
    StickContents,
)


def entry(path: str, kind: EntryType = EntryType.FILE, *, size: int = 100) -> Entry:
    """Make an entry."""
    return Entry(place=tuple(path.encode().split(b"/")), type=kind, size_bytes=size)


def looked(*entries: Entry, limits: Limits | None = None) -> StickContents:
    """Look at entries in no time."""
    look = Look(0.0, limits)
    for one in entries:
        assert look.goes_on(0.0)
        look.take(one)
    return look.contents()


def paths(contents: StickContents) -> tuple[list[str], list[str], list[str]]:
    """Return what is offered."""
    kinds = (contents.audio, contents.lexicons, contents.models)
    audio, lexicons, models = ([file.path for file in files] for files in kinds)
    return audio, lexicons, models


def test_bundles_are_the_folders_of_one_place_and_are_not_entered() -> None:
    """What is in them is looked at only when one is taken."""
    folders = ("bundles/voice", "Tingxia/Bundles/words", "bundles", "x/bundles/y", "bundles/.z")
    entries = [entry(path, EntryType.FOLDER) for path in folders]
    contents = looked(*entries, entry("bundles/a.wav"))
    assert ["Tingxia/Bundles/words", "bundles/voice"] == [one.path for one in contents.bundles]
    assert ["bundles/a.wav"] == [one.path for one in contents.audio]
    look = Look(0.0)
    assert [False, False, True, True, False] == [look.take(one) for one in entries]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.wav", "audio"),
        ("deep/er/采访.M4A", "audio"),
        ("Lexicons/words.txt", "lexicon"),
        ("Tingxia/lexicons/words.TXT", "lexicon"),
        ("words.txt", "other"),
        ("lexicons/deeper/words.txt", "other"),
        ("models/sense-voice.tar.bz2", "model"),
        ("letter.docx", "other"),
        ("wav", "other"),
        ("Tingxia/2025-05-12_09-30-00_x/audio.flac", "exported"),
        (".hidden.wav", "nothing"),
        ("._a.wav", "nothing"),
        ("System Volume Information", "nothing"),
    ],
)
def test_a_file_is_sorted_by_its_place_and_suffix(path: str, expected: str) -> None:
    """Packs and models have folders of their own; our own exports are not offered again."""
    contents = looked(entry(path))
    audio, lexicons, models = paths(contents)
    found = {
        "audio": len(audio),
        "lexicon": len(lexicons),
        "model": len(models),
        "exported": contents.exported_count,
        "other": contents.other_count,
    }
    assert {kind: int(kind == expected) for kind in found} == found


def test_a_folder_below_models_is_a_model_and_is_not_entered() -> None:
    """The model store looks into it itself."""
    look = Look(0.0)
    assert look.take(entry("models", EntryType.FOLDER))
    assert not look.take(entry("models/nano", EntryType.FOLDER))
    assert ["models/nano"] == paths(look.contents())[2]


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        (entry("a.wav", EntryType.LINK), Refusal.LINK),
        (entry("a.wav", EntryType.SPECIAL), Refusal.NO_FILE),
        (entry("a.wav", size=0), Refusal.EMPTY),
        (entry("a.wav", size=4 * 1024**3 + 1), Refusal.AUDIO_TOO_LARGE),
        (entry("lexicons/a.txt", size=1024**2 + 1), Refusal.TOO_LARGE),
        (entry("1/2/3/4/5/6/7/8", EntryType.FOLDER), Refusal.TOO_DEEP),
        (
            Entry(place=(b"a",), type=EntryType.FOLDER, is_elsewhere=True),
            Refusal.OTHER_VOLUME,
        ),
    ],
)
def test_what_is_not_taken_is_named_with_the_reason(refused: Entry, expected: Refusal) -> None:
    """Nothing is left out silently that looks like something to take."""
    contents = looked(refused)
    assert [expected] == [one.refusal for one in contents.refused]
    assert ([], [], []) == paths(contents)


def test_a_look_ends_at_its_limits() -> None:
    """After so many names or so long it tells why it ended."""
    look = Look(5.0, Limits(entries=3, look_s=2.0))
    for number in range(3):
        assert look.goes_on(6.9)
        look.take(entry(f"{number}.wav"))
    assert not look.goes_on(6.9)
    assert (3, CutShort.ENTRIES) == (look.contents().looked_at, look.contents().cut_short)
    slow = Look(5.0, Limits(look_s=2.0))
    assert not slow.goes_on(7.0)
    assert CutShort.TIME == slow.contents().cut_short


def test_refusals_are_counted_beyond_those_that_are_named() -> None:
    """A stick full of links does not fill the memory."""
    links = [entry(f"{number}", EntryType.LINK) for number in range(7)]
    contents = looked(*links, limits=Limits(refusals=2))
    assert (2, 7) == (len(contents.refused), contents.refused_count)


entries = st.builds(
    Entry,
    place=st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=12).map(tuple),
    type=st.sampled_from(EntryType),
    size_bytes=st.integers(min_value=0, max_value=2**63),
    is_elsewhere=st.booleans(),
)


@given(st.lists(entries, max_size=60))
def test_whatever_is_found_only_plain_files_of_the_volume_are_offered(found: list[Entry]) -> None:
    """No link, device, foreign volume, empty or endless file is ever offered."""
    look = Look(0.0)
    entered = [one for one in found if look.take(one)]
    contents = look.contents()
    assert all(
        one.type is EntryType.FOLDER and not one.is_elsewhere and len(one.place) < Limits().depth
        for one in entered
    )
    sizes = [file.size_bytes for file in contents.audio]
    assert all(0 < size <= Limits().audio_bytes for size in sizes)
    plain = sum(one.type is EntryType.FILE and not one.is_elsewhere for one in found)
    assert len(contents.audio) + len(contents.lexicons) + contents.other_count <= plain
    assert len(found) == contents.looked_at
