"""Names and room of an export."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appliance.domain import export_plan
from appliance.domain.export_plan import (
    NAME_LIMIT_UNITS,
    Room,
    collision_key,
    folder_name,
    needed_bytes,
    numbered,
    safe_name,
    utf16_units,
)
from tests.fakes.speech import ID, instant, recording

RESERVED = [
    *("CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"),
    *(f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"),
]
SUSPICIOUS = st.sampled_from([*RESERVED, "con.txt", "nul .a", ".", "..", " ", "é", "😀", "\ud800"])
TITLES = st.one_of(st.text(), st.lists(SUSPICIOUS | st.text(max_size=3)).map("".join))


@given(title=TITLES)
@example("CON")
@example("aux.txt")
@example("com¹ .x")
@example("a" * 78 + ".b.")
@example("😀" * 200)
def test_a_safe_name_is_taken_by_every_file_system(title: str) -> None:
    """FAT32, exFAT, NTFS, ext4 and APFS."""
    name = safe_name(title, fallback="recording")

    assert name
    assert not re.search(r'["*/:<>?\\|\x00-\x1f\x7f]', name)
    assert name == name.strip(" .")
    assert name.partition(".")[0].rstrip().upper() not in RESERVED
    assert utf16_units(name) <= NAME_LIMIT_UNITS
    assert len(name.encode()) + len(" (99).json") <= 255


@given(title=TITLES)
@example(title=f"CON.{'0' * NAME_LIMIT_UNITS}")
def test_a_safe_name_is_safe_already(title: str) -> None:
    """Making it safe again changes nothing."""
    name = safe_name(title, fallback="recording")

    assert name == safe_name(name, fallback="other")


def test_an_ordinary_title_is_kept_as_it_is() -> None:
    """Chinese, spaces and punctuation that no file system minds."""
    title = "二号线 周会（第3次）- Q&A, v1.2"

    assert title == safe_name(title, fallback="recording")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A/B: 50% <ok>?", "2025-05-01_12-00-00_A_B_ 50% _ok__"),
        ("..", f"2025-05-01_12-00-00_{''}"),
        ("", f"2025-05-01_12-00-00_{ID}"),
        ("   ", f"2025-05-01_12-00-00_{ID}"),
        ("周会\n第二行", "2025-05-01_12-00-00_周会 第二行"),
    ],
)
def test_a_folder_is_called_by_date_time_and_title(title: str, expected: str) -> None:
    """By its id if it has no title; the time is that of the place."""
    assert expected == folder_name(replace(recording(), title=title))


def test_the_folder_has_the_time_of_the_place_where_it_was_recorded() -> None:
    """Whatever the zone of the one who exports."""
    far = replace(recording(), started=instant("2025-12-31T23:59:58-11:00"))

    assert folder_name(far).startswith("2025-12-31_23-59-58_")


@given(title=TITLES)
def test_the_whole_path_is_short_enough_for_windows(title: str) -> None:
    """260 units with drive, both folders and the file."""
    name = numbered(folder_name(replace(recording(), title=title)), 99)

    assert utf16_units(f"D:\\{export_plan.ROOT}\\{name}\\{name}.json") < 260


@given(st.text())
def test_names_that_differ_only_in_case_collide(title: str) -> None:
    """FAT and APFS take them for the same."""
    assert collision_key(title.upper()) == collision_key(title.upper().lower())


def test_files_take_whole_clusters() -> None:
    """A stick with large clusters fills sooner than the sizes tell."""
    room = Room(free_bytes=10**9, cluster_bytes=131_072)

    assert 4 * 131_072 + export_plan.SPARE_BYTES == needed_bytes([1, 131_072, 131_073, 0], room)
