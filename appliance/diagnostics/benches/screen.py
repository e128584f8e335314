"""What the screen does on a box at work: taps, pages, lists, what it costs while nobody touches."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil

from appliance.diagnostics import screen_library
from appliance.diagnostics.chromium import browser_processes, chromium, touchscreen
from appliance.diagnostics.cpu_share import cpu_percent
from appliance.diagnostics.latency import percentile
from appliance.diagnostics.measured import Part
from appliance.diagnostics.resident import NotMeasurableError
from appliance.diagnostics.running_box import AT_REST, RunningBox, running_box
from appliance.diagnostics.screen_probe import FLING, WATCH_SHOWN
from appliance.diagnostics.screen_taps import (
    HISTORY_PAGE,
    KEYBOARD,
    RECORD_PAGE,
    Control,
    bring_up_keys,
    tap,
)
from appliance.diagnostics.targets import SCREEN
from appliance.domain.process import Role
from appliance.wire import request
from appliance.wire.station import BeginRecording, FinishRecording, RecordingNamed

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

CORES: Final = 2
FLING_PX_PER_S: Final = 3000

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long things are looked at."""

    start_up_s: float = 30.0
    """After a start the station looks through its library; that is not what a page costs."""

    settle_s: float = 5.0
    cpu_over_s: float = 30.0
    fling_s: float = 10.0
    long_hours: float = 6.0


USUAL: Final = Pace()


async def measure(
    *, recordings: int, taps: int, repeat: int, on_step: Report, pace: Pace = USUAL
) -> AsyncGenerator[Part, None]:
    """Start a box with a full library and open its pages in Chromium; yield what is done.

    Raises ApplianceError.
    """
    with (
        _confined() as cores,
        tempfile.TemporaryDirectory(prefix="tingxia-screen-") as folder,
    ):
        data = Path(folder) / "data"
        long_id = await asyncio.to_thread(
            screen_library.make,
            data,
            recordings=recordings,
            long_hours=pace.long_hours,
            on_step=on_step,
        )
        async with (
            chromium() as browser,
            touchscreen(browser) as kiosk,
            running_box(data, mic="sample", environment=dict(AT_REST)) as box,
        ):
            await box.until_running(Role.STATION, Role.CAPTURE)
            model = await box.until_model_ready()
            part = partial(
                _part,
                conditions={
                    "model": model.model,
                    "cores": str(cores),
                    "recordings": str(recordings),
                    "long_hours": f"{pace.long_hours:g}",
                },
            )
            await asyncio.sleep(pace.start_up_s)
            on_step("the Record page while nothing is recorded")
            idle = await _cost(kiosk, box, pace)
            await request(box.paths.station_socket, BeginRecording(), RecordingNamed)
            on_step("the Record page while it records, with captions")
            live = await _cost(kiosk, box, pace)
            yield part("screen-cost", "What an open Record page costs", _costs(idle, live))
            on_step(f"{taps} taps")
            answers = await _taps(kiosk, box, taps)
            yield part(
                "screen-taps",
                "From a tap to its answer, while it records",
                _quickness("tap", answers),
                taps_ms=_all_ms(answers),
            )
            on_step(f"{taps} keys")
            keys = await _keys(kiosk, box, taps)
            yield part(
                "screen-keys",
                "From a key of the screen's keyboard to its sign, while it records",
                _quickness("key", keys),
                keys_ms=_all_ms(keys),
            )
            on_step("opening pages")
            opened = {
                "record": await _opened(browser, box, "/", ".big", repeat),
                "history": await _opened(browser, box, "/history", ".entry:not(.waiting)", repeat),
                "transcript": await _opened(
                    browser, box, f"/transcript/{long_id}", ".line .said", repeat
                ),
            }
            yield part(
                "screen-pages",
                "Opening a page, while it records",
                _openings(opened),
                opened_s={name: [_s(each) for each in times] for name, times in opened.items()},
            )
            on_step("scrolling through the history")
            frames = await _fling(kiosk, box, pace.fling_s)
            yield part(
                "screen-scrolling",
                "Scrolling through the history",
                _blanks(frames, pace.fling_s),
                fling=frames,
            )
            await request(box.paths.station_socket, FinishRecording(), RecordingNamed)


def _part(
    name: str,
    title: str,
    figures: Mapping[str, float],
    *,
    conditions: Mapping[str, str],
    **details: object,
) -> Part:
    return Part(
        name=name,
        title=title,
        conditions=conditions,
        figures=figures,
        targets={figure: target for figure, target in SCREEN.items() if figure in figures},
        details=details,
    )


def _costs(idle: Mapping[str, float], live: Mapping[str, float]) -> dict[str, float]:
    return {
        f"{when}_{which}_cpu_percent": round(cost[which], 2)
        for when, cost in (("idle", idle), ("live", live))
        for which in ("station", "browser")
    }


def _quickness(what: str, answers: Mapping[str, Sequence[float]]) -> dict[str, float]:
    everything = [answer for each in answers.values() for answer in each]
    return {
        f"{what}_p50_ms": _ms(percentile(everything, 0.5)),
        f"{what}_p95_ms": _ms(percentile(everything, 0.95)),
    }


def _all_ms(answers: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    return {name: [_ms(each) for each in times] for name, times in answers.items()}


def _openings(opened: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Of each page's times the first is that of a browser which had nothing of the box yet."""
    figures = {}
    for name, (first, *again) in opened.items():
        figures[f"{name}_opens_first_s"] = _s(first)
        figures[f"{name}_opens_again_p50_s"] = _s(percentile(again, 0.5))
        figures[f"{name}_opens_again_max_s"] = _s(max(again))
    return figures


def _blanks(frames: Mapping[str, Any], fling_s: float) -> dict[str, float]:
    return {
        "frames_with_blank_rows_percent": round(100 * frames["blank"] / frames["all"], 2),
        "blank_rows_percent": round(100 * frames["blankRows"] / max(1, frames["rows"]), 2),
        "frames_per_s": round(frames["all"] / fling_s, 1),
    }


@contextmanager
def _confined() -> Iterator[int]:
    """Leave this program, the box and the browser two cores; yields how many they have."""
    process = psutil.Process()
    if not hasattr(process, "cpu_affinity"):
        yield psutil.cpu_count() or 0
        return
    before = process.cpu_affinity()
    process.cpu_affinity(before[:CORES])
    try:
        yield len(process.cpu_affinity())
    finally:
        process.cpu_affinity(before)


async def _page(
    kiosk: "BrowserContext", box: RunningBox, path: str, shown: str
) -> "tuple[Page, float]":
    """Open a page; returns it and when that was first painted, in seconds."""
    page = await kiosk.new_page()
    await page.add_init_script(WATCH_SHOWN)
    await page.goto(f"http://127.0.0.1:{box.port}{path}", wait_until="commit")
    painted_ms = await page.evaluate("(selector) => window.tingxiaShown(selector)", shown)
    if painted_ms < 0:
        raise NotMeasurableError(
            "The page {path} shows nothing.",
            hint="See log/station.log in the data folder.",
            path=path,
        )
    return page, float(painted_ms) / 1000


async def _cost(kiosk: "BrowserContext", box: RunningBox, pace: Pace) -> dict[str, float]:
    page, _ = await _page(kiosk, box, "/", ".big")
    await asyncio.sleep(pace.settle_s)
    station = psutil.Process((await box.process_status(Role.STATION)).pid)
    cost = await cpu_percent(pace.cpu_over_s, station=[station], browser=browser_processes())
    await page.close()
    return cost


async def _taps(kiosk: "BrowserContext", box: RunningBox, count: int) -> dict[str, list[float]]:
    answers: dict[str, list[float]] = {}
    pages: Sequence[tuple[str, str, Sequence[Control], int]] = (
        ("/", ".big", RECORD_PAGE, count - count // 8),
        ("/history", ".entry:not(.waiting)", HISTORY_PAGE, count // 8),
    )
    for path, shown, controls, taps in pages:
        page, _ = await _page(kiosk, box, path, shown)
        for number in range(taps):
            control = controls[number % len(controls)]
            answers.setdefault(control.name, []).append(await tap(page, control))
        await page.close()
    return answers


async def _keys(kiosk: "BrowserContext", box: RunningBox, count: int) -> dict[str, list[float]]:
    answers: dict[str, list[float]] = {}
    page, _ = await _page(kiosk, box, "/", ".big")
    await bring_up_keys(page)
    for number in range(count):
        key = KEYBOARD[number % len(KEYBOARD)]
        answers.setdefault(key.name, []).append(await tap(page, key))
    await page.close()
    return answers


async def _opened(
    browser: "Browser", box: RunningBox, path: str, shown: str, repeat: int
) -> list[float]:
    """Open a page once, as after the box was installed, and then as a kiosk does every day."""
    times = []
    async with touchscreen(browser) as kiosk:
        for _ in range(1 + repeat):
            page, painted_s = await _page(kiosk, box, path, shown)
            times.append(painted_s)
            await page.close()
    return times


async def _fling(kiosk: "BrowserContext", box: RunningBox, fling_s: float) -> dict[str, Any]:
    page, _ = await _page(kiosk, box, "/history", ".entry:not(.waiting)")
    await asyncio.sleep(1.0)
    frames: dict[str, Any] = await page.evaluate(
        FLING,
        {
            "selector": ".history-list",
            "row": ".history-room > .entry",
            "blank": ".waiting",
            "pxPerS": FLING_PX_PER_S,
            "durationS": fling_s,
        },
    )
    await page.close()
    return frames


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def _s(seconds: float) -> float:
    return round(seconds, 2)
