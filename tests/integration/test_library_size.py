"""What the library weighs: a small share of `tingxia bench library`, without a stopwatch."""

import asyncio
from pathlib import Path

from appliance.diagnostics.synthetic_library import fill
from appliance.domain.search_filter import SearchFilter
from appliance.library import Library, database
from appliance.library.store import Store
from tests.fakes.speech import data_folder

DICTIONARY_SHARE = 0.7
"""So few texts share few of the index's words: at 10,000 recordings it weighs half as much."""


async def test_the_database_weighs_no_more_than_three_times_its_text(tmp_path: Path) -> None:
    """With the times of all words and the search index, the latter as far as it is shared."""
    paths = data_folder(tmp_path)

    def make() -> tuple[int, dict[str, int], str]:
        connection = database.connect(paths.library)
        made = fill(Store(connection), recordings=60, segments=6000)
        sizes = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
        connection.close()
        return made.text_bytes, sizes, made.phrases[-1]

    text_bytes, sizes, phrase = await asyncio.to_thread(make)
    index_bytes = sum(size for name, size in sizes.items() if name.startswith("search"))
    rows_bytes = sum(sizes.values()) - index_bytes

    assert rows_bytes <= 2.2 * text_bytes
    assert index_bytes <= (0.9 + DICTIONARY_SHARE) * text_bytes
    async with Library.open(paths) as library:
        page = await library.search(f'"{phrase}"', SearchFilter())
        assert page.found
        assert "" == library.notice
