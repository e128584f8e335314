"""What the library does with many recordings: search, pages of the history, start, size."""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from appliance.diagnostics.latency import percentile
from appliance.diagnostics.measured import Part
from appliance.diagnostics.synthetic_library import Made, fill
from appliance.diagnostics.targets import LIBRARY
from appliance.domain.search_filter import SearchFilter
from appliance.library import Library, database, text_file
from appliance.library.store import Store
from appliance.library.text_file import TextFile
from appliance.library.transaction import transaction
from appliance.paths import Paths

_WORDS: Final = (
    *("会议", "问题", "设备", "我们", "中国", "工作", "发展", "检查", "温度", "压力"),
    *("水泵", "电机", "质量", "安全", "计划", "完成", "客户", "时间", "生产", "技术"),
    *("管理", "经济", "公司", "系统", "研究", "进行", "今天", "明天", "数据", "方法"),
)
_LATIN: Final = ("pump", "valve", "pressure", "kubernetes", "siemens", "meeting", "temperature")
_PAGE: Final = 20
_HISTORY_PAGE: Final = 100

Report = Callable[[str], None]


async def measure(*, recordings: int, segments: int, on_step: Report) -> Part:
    """Make a library and measure it."""
    with tempfile.TemporaryDirectory(prefix="tingxia-library-") as temporary:
        data = Path(temporary)
        paths = Paths(data=data, run=data / "run")
        began = time.perf_counter()
        made = await asyncio.to_thread(_make, paths, recordings, segments, on_step)
        making_s = time.perf_counter() - began
        on_step("start-up check")
        await asyncio.to_thread(_forget, paths.library)
        async with _opened(paths) as (_, cold_s):
            pass
        async with _opened(paths) as (library, warm_s):
            on_step("search")
            times = await _search(library, made)
            on_step("history")
            pages = await _history(library, made)
        size = paths.library.stat().st_size
    typed = [each for kind in times.values() for each in kind]
    return Part(
        name="library",
        title=f"Library of {made.recordings} recordings and {made.segments} utterances",
        conditions={"recordings": str(made.recordings), "utterances": str(made.segments)},
        figures={
            "database_ratio": round(size / made.text_bytes, 3),
            "search_p50_ms": _ms(percentile(typed, 0.5)),
            "search_p95_ms": _ms(percentile(typed, 0.95)),
            **{f"{kind}_p95_ms": _ms(percentile(values, 0.95)) for kind, values in times.items()},
            "history_p95_ms": _ms(percentile(pages, 0.95)),
            "start_check_s": round(cold_s, 2),
            "start_check_warm_s": round(warm_s, 2),
            "text_mb": round(made.text_bytes / 1e6, 1),
            "making_s": round(making_s, 1),
        },
        targets=dict(LIBRARY),
        details={"words": made.words, "database_bytes": size, "text_bytes": made.text_bytes},
    )


def _make(paths: Paths, recordings: int, segments: int, on_step: Report) -> Made:
    told = 0

    def tell(share: float) -> None:
        nonlocal told
        if int(10 * share) > told:
            told = int(10 * share)
            on_step(f"{10 * told} % of the library is made")

    paths.recordings.mkdir()
    connection = database.connect(paths.library)
    try:
        store = Store(connection)
        made = fill(store, recordings=recordings, segments=segments, on_progress=tell)
        _put_folders(store, paths)
        return made
    finally:
        connection.close()


def _put_folders(store: Store, paths: Paths) -> None:
    """Give each recording its folder; the start looks at the stamp of its file and not into it."""
    with transaction(store.connection):
        for recording_id in sorted(store.ids()):
            row, revision = store.get(recording_id), store.files.revision(recording_id)
            head = TextFile(
                recording_id=recording_id,
                origin=row.origin,
                text_state=row.text_state,
                revision=revision,
            )
            folder = paths.recording(recording_id)
            folder.mkdir(parents=True)
            (folder / text_file.NAME).write_text(head.model_dump_json(), encoding="utf-8")
            store.files.kept(recording_id, revision, text_file.stamp(folder))


def _forget(file: Path) -> None:
    """Drop a file from the system's cache, as after a boot; not every system can be asked to."""
    if hasattr(os, "posix_fadvise"):
        with file.open("rb") as opened:
            os.fsync(opened.fileno())  # what is not on the disk stays in the cache
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@asynccontextmanager
async def _opened(paths: Paths) -> AsyncIterator[tuple[Library, float]]:
    """Open the library as the station does; yields it and how long that took, in seconds."""
    began = time.perf_counter()
    async with Library.open(paths) as library:
        yield library, time.perf_counter() - began


async def _search(library: Library, made: Made) -> dict[str, list[float]]:
    """Type as people do; every key typed is one search."""
    chance = random.Random(1)  # noqa: S311 - nothing secret
    middle = datetime(2024, 12, 1, tzinfo=UTC)
    filtered = SearchFilter(
        started_from=middle,
        tags=("周会",),
        language="zh",
        least_duration_s=60,
        has_marker=True,
    )
    phrases = chance.sample(made.phrases, min(30, len(made.phrases)))
    plain = SearchFilter()
    await library.search("预热", plain, limit=_PAGE)
    return {
        "character": await _times(library, [word[0] for word in _WORDS], plain),
        "word": await _times(library, _WORDS, plain),
        "two_words": await _times(library, [f"{a} {b}" for a, b in _pairs(chance)], plain),
        "phrase": await _times(library, [f'"{phrase}"' for phrase in phrases], plain),
        "prefix": await _times(
            library,
            [word[:end] for word in _LATIN for end in range(1, len(word) + 1)],
            plain,
        ),
        "mixed": await _times(
            library, [f"{word} {latin[:3]}" for word in _WORDS for latin in _LATIN[:3]], plain
        ),
        "filtered": await _times(library, [*_WORDS, *phrases], filtered),
        "speaker": await _times(library, _WORDS, SearchFilter(speaker="王芳")),
    }


def _pairs(chance: random.Random) -> list[list[str]]:
    return [chance.sample(_WORDS, 2) for _ in _WORDS]


async def _times(library: Library, queries: Iterable[str], only: SearchFilter) -> list[float]:
    times = []
    for query in queries:
        began = time.perf_counter()
        await library.search(query, only, limit=_PAGE)
        times.append(time.perf_counter() - began)
    return times


async def _history(library: Library, made: Made) -> list[float]:
    times = []
    before: str | None = None
    for _ in range(min(100, max(1, made.recordings // _HISTORY_PAGE))):
        began = time.perf_counter()
        rows = await library.page(limit=_HISTORY_PAGE, before=before)
        times.append(time.perf_counter() - began)
        before = rows[-1].recording.id
    return times


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)
