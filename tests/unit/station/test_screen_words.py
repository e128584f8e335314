"""Packs of hot words on a real folder: deleted, put back, and what is no pack."""

import errno
from pathlib import Path

import pytest

from appliance.station import screen_words
from appliance.station.errors import (
    HotWordsChangedError,
    SettingError,
    UnreadableHotWordsError,
)
from appliance.station.screen_words import ScreenWords
from appliance.station.stick_lexicons import restore_packs


@pytest.fixture
def words(tmp_path: Path) -> ScreenWords:
    """A list that was written on the screen, and two packs."""
    folder = tmp_path / "lexicons"
    words = ScreenWords(folder)
    words.write("注塑机", was="")
    for name in ("workshop", "客户"):
        (folder / f"{name}.txt").write_text("温度传感器\n", encoding="utf-8")
    return words


def names(words: ScreenWords) -> set[str]:
    """Return the names of all packs."""
    return {pack.name for pack in words.packs()}


def test_a_pack_is_deleted_and_put_back_as_it_was(words: ScreenWords, tmp_path: Path) -> None:
    """Once; the others stay."""
    folder = tmp_path / "lexicons"
    before = words.packs()
    words.remove("客户")
    left = names(words)

    assert {"screen", "workshop"} == left
    assert ["客户"] == restore_packs(["客户"], folder)
    assert before == words.packs()
    assert [] == restore_packs(["客户"], folder)


def test_an_undo_leaves_a_pack_that_came_meanwhile(words: ScreenWords, tmp_path: Path) -> None:
    """Unless that one had taken its place."""
    folder = tmp_path / "lexicons"
    words.remove("客户")
    (folder / "客户.txt").write_text("新\n", encoding="utf-8")

    assert [] == restore_packs(["客户"], folder)
    assert "新\n" == (folder / "客户.txt").read_text(encoding="utf-8")
    assert ["客户"] == restore_packs(["客户"], folder, replace=True)
    assert "温度传感器\n" == (folder / "客户.txt").read_text(encoding="utf-8")


def test_a_deleted_pack_is_forgotten_by_the_next_start(words: ScreenWords, tmp_path: Path) -> None:
    """It may hold names of customers."""
    words.remove("客户")
    words.forget()

    assert [] == restore_packs(["客户"], tmp_path / "lexicons")
    assert {"screen", "workshop"} == names(words)
    assert 2 == len(list((tmp_path / "lexicons").iterdir()))


def test_a_pack_that_is_gone_counts_as_deleted(
    words: ScreenWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the disk does not confirm it: it can be put back."""

    def refused(_folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(screen_words, "sync_folder", refused)
    words.remove("客户")

    assert {"screen", "workshop"} == names(words)


@pytest.mark.parametrize("name", ["nobody", "screen", "", "../lexicons/workshop", "workshop.txt"])
def test_nothing_else_is_deleted(words: ScreenWords, name: str) -> None:
    """Neither the list of the screen, which is emptied where it is written, nor what is no pack."""
    before = names(words)
    with pytest.raises(SettingError, match="There is no list of words"):
        words.remove(name)

    assert before == names(words)


def test_what_the_disk_refuses_is_told(words: ScreenWords, tmp_path: Path) -> None:
    """The pack stays."""
    (tmp_path / "lexicons" / ".workshop.former" / "x").mkdir(parents=True)
    with pytest.raises(SettingError, match="workshop cannot be deleted: Is a directory"):
        words.remove("workshop")

    assert "workshop" in names(words)


def test_a_list_that_is_another_by_now_is_not_written_over(words: ScreenWords) -> None:
    """What was added meanwhile stays; with what stands there now it is written."""
    words.add("温度传感器")
    with pytest.raises(HotWordsChangedError):
        words.write("夹具", was="注塑机\n")
    stood = words.read().text
    written = words.write("夹具", was=stood)

    assert "注塑机\n温度传感器\n" == stood
    assert "夹具\n" == written.text == words.read().text


def test_one_word_is_added_and_taken_out_again(words: ScreenWords) -> None:
    """Whatever else stands there, and whatever others did between the two."""
    told = words.add("温度传感器")
    words.add("夹具")
    words.take_out("温度传感器")

    assert told is not None
    assert 2 == told.terms
    assert "注塑机\n夹具\n" == words.read().text
    assert words.take_out("温度传感器") is None


@pytest.mark.parametrize("line", ["夹具", "家具=>夹具"])
def test_a_word_that_holds_already_is_not_added_twice(words: ScreenWords, line: str) -> None:
    """Its weight and its place stay."""
    words.write("夹具\t2\n家具=>夹具\n注塑机\n", was="注塑机\n")

    assert words.add(line) is None
    assert "夹具\t2\n家具=>夹具\n注塑机\n" == words.read().text


@pytest.mark.parametrize("line", ["甲，乙", "", "# 甲", "甲" * 41, "甲=>甲"])
def test_what_can_be_no_hot_word_is_not_added(words: ScreenWords, line: str) -> None:
    """It would stand there and never hold."""
    with pytest.raises(SettingError, match="cannot be a hot word"):
        words.add(line)

    assert "注塑机\n" == words.read().text


OTHER_CODE = "注塑机".encode("gb18030")


def test_a_list_that_cannot_be_read_is_not_written_over(words: ScreenWords, tmp_path: Path) -> None:
    """By one word; what is in it may still be had elsewhere."""
    file = tmp_path / "lexicons" / "screen.txt"
    file.write_bytes(OTHER_CODE)
    for deed in (words.add, words.take_out):
        with pytest.raises(UnreadableHotWordsError, match="cannot be read"):
            deed("夹具")

    assert OTHER_CODE == file.read_bytes()


def test_the_next_step_for_an_unreadable_list_works(words: ScreenWords, tmp_path: Path) -> None:
    """Written anew it holds, and what stood there is kept beside it."""
    file = tmp_path / "lexicons" / "screen.txt"
    file.write_bytes(OTHER_CODE)
    told = words.read()
    assert told.unread is not None
    assert ("", "Write it anew in the settings, under Recognition.") == (
        told.text,
        told.unread.hint,
    )
    words.write("夹具", was=told.text)

    assert ("夹具\n", None) == (words.read().text, words.read().unread)
    assert OTHER_CODE == file.with_name("screen.txt.unreadable").read_bytes()
    assert {"客户", "screen", "workshop"} == names(words)


def test_each_unreadable_list_is_kept(words: ScreenWords, tmp_path: Path) -> None:
    """Whatever was set aside before."""
    file = tmp_path / "lexicons" / "screen.txt"
    lists = [OTHER_CODE * times for times in (1, 2, 3)]
    for unreadable in lists:
        file.write_bytes(unreadable)
        words.write("夹具", was="")

    kept = sorted(file.parent.glob("screen.txt.unreadable*"))
    assert lists == [each.read_bytes() for each in kept]
    assert {"客户", "screen", "workshop"} == names(words)


def test_also_where_the_disk_does_not_bring_it(words: ScreenWords, tmp_path: Path) -> None:
    """Whoever read the list before that is told first, and writes it anew after that."""
    file = tmp_path / "lexicons" / "screen.txt"
    file.unlink()
    file.mkdir()  # cannot be read, and can be moved, as a file on a bad sector
    with pytest.raises(UnreadableHotWordsError, match="Is a directory"):
        words.write("夹具", was="注塑机\n")
    assert "Is a directory" in str(words.read().unread)
    words.write("夹具", was="")

    assert "夹具\n" == words.read().text
