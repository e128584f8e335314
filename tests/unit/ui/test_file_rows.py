"""What the list of files shows of one."""

from dataclasses import replace

import pytest

from appliance.domain.batch import JobState
from appliance.station.unread_job import unread
from tests.fakes.queued import NO_AUDIO, queued
from ui.i18n import Languages
from ui.widgets.file_list import row_for_browser


@pytest.mark.parametrize(
    ("is_newer", "source", "expected"),
    [
        (False, (1, 1), "关于“0000000a”的记录已损坏。请重试：文件会重新导入。"),
        (False, None, "关于“0000000a”的记录已损坏。请把它移出列表，再重新添加此文件。"),
        (
            True,
            (1, 1),
            (
                "关于“0000000a”的记录由较新的版本写成，本版本无法读取。"
                "更新本机后一切照旧；或点“重试”：文件会重新导入。"
            ),
        ),
        (
            True,
            None,
            (
                "关于“0000000a”的记录由较新的版本写成，本版本无法读取。"
                "更新本机后一切照旧；或把它移出列表，再重新添加。"
            ),
        ),
    ],
)
def test_a_file_whose_job_cannot_be_read_says_so_and_what_to_do(
    is_newer: bool, source: tuple[int, int] | None, expected: str
) -> None:
    """In the language of the screen, with the buttons of every failed file."""
    job = unread("0000000a", None, source=source, is_newer=is_newer)
    file = replace(queued(1), job=job, position=None)

    row = row_for_browser(file, None, Languages("zh-CN").choose(None))

    assert ("0000000a", expected) == (row["name"], row["said"])
    assert ["retry", "remove"] == row["deeds"]


def test_a_file_that_is_no_audio_is_only_taken_off() -> None:
    """It would fail as often as it is tried."""
    file = queued(1, JobState.FAILED, failure=NO_AUDIO)

    assert ["remove"] == row_for_browser(file, None, Languages("en").choose(None))["deeds"]
