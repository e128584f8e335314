"""`tingxia library search`, as a person types them, with and without a running box."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.domain.search_filter import SearchFilter
from appliance.paths import Paths
from tests.fakes.command_box import command_folder, holding
from tests.fakes.speech import ID
from tests.fakes.station import FakeStation
from tests.integration.test_library import OTHER
from tests.integration.test_library_cli import tingxia
from tests.integration.test_library_search import labelled


@pytest.fixture
async def paths(tmp_path: Path) -> Paths:
    """A data folder with two recordings, one in the trash, and no box."""
    paths = command_folder(tmp_path)
    await labelled(paths)
    return paths


@pytest.fixture
async def box(paths: Paths) -> AsyncIterator[FakeStation]:
    """A box that holds the data folder and answers for its station."""
    async with holding(paths) as station:
        yield station


async def test_search_shows_where_it_was_said(paths: Paths) -> None:
    """With title, tags and times; as JSON with the places in the text."""
    said = await tingxia(paths, "search", "第二页", "pump is", "--tag", "qa")
    shown = json.loads((await tingxia(paths, "search", "第二页", "--json", "--limit", "1")).out)
    nothing = await tingxia(paths, "search", "第二页", "--min-duration", "1h")
    trash = await tingxia(paths, "search", "会议", "--trash")

    assert f"{ID}  00:00:01  水泵 检查  #QA  #夜班" == said.out.splitlines()[0]
    assert "  00:00:05 请大家看第二页，这里有一个问题。" in said.out.splitlines()
    (line,) = shown["found"]
    assert (ID, [[4, 7]]) == (line["recording"]["id"], line["matches"][0]["ranges"])
    assert (0, True) == (nothing.status, "Nothing is found" in nothing.out)
    assert OTHER in trash.out


@pytest.mark.parametrize(
    ("words", "told", "hint"),
    [
        ((), "There is nothing to look for", "--tag"),
        (("x", "--min-duration", "long"), "long is no duration", "1h30m"),
        (("x", "--from", "yesterday"), "yesterday", "%Y-%m-%d"),
    ],
)
async def test_what_is_typed_wrong_is_named(
    paths: Paths, words: tuple[str, ...], told: str, hint: str
) -> None:
    """With what would be right."""
    said = await tingxia(paths, "search", *words)

    assert 2 == said.status
    assert told in said.err
    assert hint in said.err.replace("\n", "")


async def test_a_running_box_is_asked(paths: Paths, box: FakeStation) -> None:
    """The command line does not open a database that a box writes."""
    box.add_recording("20250512-093000-beef", texts=("甲乙", "丙"))

    said = json.loads((await tingxia(paths, "search", "甲", "--has-marker", "--json")).out)

    assert ["20250512-093000-beef"] == [line["recording"]["id"] for line in said["found"]]
    assert [("甲", SearchFilter(has_marker=True))] == box.search.asked
