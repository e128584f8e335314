"""The pictures of the screen in a support bundle: our words, and nobody else's."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.async_api import BrowserContext, expect

from appliance.domain.marker import MarkerKind
from appliance.export.verify import verify
from appliance.station.face import TextState
from appliance.wire.supervision import HardwareStatus
from tests.browser.audit import Watchman
from tests.browser.masked import leaks, picture_of, strange, texts
from tests.browser.person import Person, connected
from tests.fakes.box import until_text
from tests.fakes.box_screen import SENTENCES, BoxScreen
from tests.fakes.station import STICK, FakeStation

TITLE, NAME, TAG, NOTE, TYPED = "鑫龘季报", "犇犇", "Quetzal", "淼淼漏水", "Wieczorek"
ID = "20250512-093000-a1b2"
LABELS = ("听匣", "录音", "历史", "诊断", "返回", "导出")

pytestmark = pytest.mark.timeout(600)


async def test_a_bundle_shows_the_page_where_it_went_wrong_and_no_word_of_it(
    touchscreen: BrowserContext, screen: BoxScreen, tmp_path: Path
) -> None:
    """From a transcript to the doctor, what is wrong is ticked and typed, to a stick, verified.

    Both pages are in it, readable by their labels; nothing that was said, named or typed there.
    """
    stick = tmp_path / "stick"
    stick.mkdir()
    watchman = Watchman(touchscreen, screen.address)
    station = screen.station
    recording_id = await station.start_recording(TITLE)
    await screen.hear(1, 2, 101)
    await station.add_marker(MarkerKind.PLAIN, NOTE)
    await station.stop_recording()
    await until_text(station, recording_id, TextState.COMPLETE)
    await station.shelf.tag(recording_id, add=[TAG])
    await station.shelf.name_speaker(recording_id, 1, NAME)
    person = await Person.at(touchscreen, f"{screen.address}/transcript/{recording_id}")
    await expect(person.seen(".line .said").first).to_be_visible()
    await person.tap("Doctor")
    await connected(person.page)
    await person.tap("Support bundle")
    await person.tap("No text comes, or the wrong text")
    await person.types(person.seen(".sheet .field"), f"I tapped Start for {TYPED}.")
    volume = STICK.model_copy(update={"mount_point": str(stick), "is_stand_in": True})
    station.hardware_told(HardwareStatus(volumes=(volume,), watch="udev"))
    await person.seen(".sheet .choice").tap()
    await person.reads(".sheet:visible", "Verified. The stick is safe to remove.")
    (folder,) = (stick / "Tingxia").iterdir()
    before, now = ((folder / name).read_bytes() for name in ("screen-before.svg", "screen.svg"))
    assert {"screen-before.svg", "screen.svg"} <= {file.name for file in verify(folder)}
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"screen-before.svg", "screen.svg"} <= {file["name"] for file in listed["files"]}
    assert "/transcript/{recording_id}" in texts(before)[0]
    assert "/doctor" in texts(now)[0]
    assert set(LABELS) <= set(texts(before))
    assert {*LABELS[:4], "支持包"} <= set(texts(now))
    for svg in (before, now):
        for secret in (TITLE, NAME, TAG, NOTE, TYPED, *SENTENCES.values()):
            assert secret.removesuffix("。") not in svg.decode()
        assert [] == [*strange(texts(svg)[1:], "zh-CN")]
    steps = (folder / "steps.txt").read_text(encoding="utf-8")
    assert f"[x] No text comes, or the wrong text\nI tapped Start for {TYPED}.\n" == steps
    assert "screen-before.svg, screen.svg" in (folder / "README.txt").read_text(encoding="utf-8")
    assert [] == watchman.noted


async def test_words_of_people_are_masked_though_they_are_ours_too(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """A title, a line, a speaker and a tag that read as labels, and a search that is typed."""
    lines = ("没有麦克风。", "取消")
    view = station.add_recording(ID, title="停止", texts=lines, speakers=(1, 1))
    station.views[ID] = replace(view, summary=replace(view.summary, tags=("导出",)))
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await expect(person.seen(".line .said").first).to_be_visible()
    said = texts(await picture_of(person.page, "zh-CN"))
    assert {"听匣", "返回", "导出"} <= set(said)
    assert not {"停止", "没有麦克风。", "取消", "说话人 1"} & set(said)
    await person.page.goto(f"{address}/history?q={quote('文字完整')}")
    await expect(person.seen("input.field")).to_have_value("文字完整")
    said = texts(await picture_of(person.page, "zh-CN"))
    assert "筛选和排序" in said
    assert not {"停止", "导出", "搜索全部文字"} & set(said)
    assert [] == await leaks(person.page, "zh-CN")


async def test_a_page_of_any_length_has_a_small_picture(
    touchscreen: BrowserContext, address: str
) -> None:
    """What is out of sight or too much stays out of it; the connection holds."""
    person = await Person.at(touchscreen, f"{address}/history")
    await person.page.evaluate(
        """() => {
          const page = document.querySelector(".place");
          for (let i = 0; i < 9000; i += 1) {
            const dot = document.createElement("i");
            dot.textContent = "字𠀀";
            dot.style = "position: fixed; left: 9px; top: 9px; border: 1px solid";
            page.append(dot);
          }
        }"""
    )
    assert 300_000 > len(await picture_of(person.page, "zh-CN")) > 50_000
    await person.tap("Doctor")
    await connected(person.page)
    await person.reads(".place", "Self-test")
