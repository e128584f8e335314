"""Packs of hot words on their way from a stick into the box, on real folders."""

from pathlib import Path

import pytest

from appliance.domain.stick_contents import Refusal
from appliance.station.errors import LockedError
from appliance.text.lexicon_folder import pack_files
from tests.fakes.stick_box import StickBox


@pytest.fixture
def box(tmp_path: Path) -> StickBox:
    """A box with an empty stick."""
    return StickBox(folder=tmp_path)


async def test_packs_are_installed_whole_and_never_over_another(box: StickBox) -> None:
    """Known ones are told apart from new ones; another of the same name stays unless asked."""
    packs = box.stick / "Tingxia" / "lexicons"
    packs.mkdir(parents=True)
    for name, text in (("new", "沙特阿美\n错=>对\n"), ("same", "甲\n"), ("other", "乙\n")):
        (packs / f"{name}.txt").write_text(text, encoding="utf-8")
    box.paths.lexicons.mkdir()
    (box.paths.lexicons / "same.txt").write_text("甲\n", encoding="utf-8")
    (box.paths.lexicons / "other.txt").write_text("丙\n", encoding="utf-8")
    outcomes = await box.sticks.import_lexicons(str(box.stick))
    told = {each.name: (each.is_new, each.terms, each.rules, each.refusal) for each in outcomes}
    assert {
        "new": (True, 1, 1, None),
        "same": (False, 1, 0, None),
        "other": (False, 0, 0, Refusal.OTHER_PACK),
    } == told
    assert "丙\n" == (box.paths.lexicons / "other.txt").read_text(encoding="utf-8")
    path = "Tingxia/lexicons/other.txt"
    (replaced,) = await box.sticks.import_lexicons(str(box.stick), [path], replace=True)
    assert (True, None) == (replaced.is_new, replaced.refusal)
    assert "乙\n" == (box.paths.lexicons / "other.txt").read_text(encoding="utf-8")
    names = ["new.txt", "other.txt", "same.txt"]
    assert names == [file.name for file in pack_files(box.paths.lexicons)]


async def test_replaced_packs_are_put_back_once(box: StickBox) -> None:
    """As they were before; what was not replaced stays."""
    packs = box.stick / "lexicons"
    packs.mkdir()
    box.paths.lexicons.mkdir()
    for name in ("workshop", "other"):
        (packs / f"{name}.txt").write_text("乙\n", encoding="utf-8")
        (box.paths.lexicons / f"{name}.txt").write_text("丙\n", encoding="utf-8")
    path = "lexicons/workshop.txt"
    await box.sticks.import_lexicons(str(box.stick), [path], replace=True)
    names = ["workshop", "other", "../workshop", "nobody"]
    assert ("workshop",) == await box.sticks.restore_lexicons(names, replace=True)
    assert "丙\n" == (box.paths.lexicons / "workshop.txt").read_text(encoding="utf-8")
    assert () == await box.sticks.restore_lexicons(names, replace=True)
    files = ["other.txt", "workshop.txt"]
    assert files == sorted(file.name for file in box.paths.lexicons.iterdir())


async def test_in_kiosk_mode_nobody_changes_what_is_recognised_by_a_stick(box: StickBox) -> None:
    """Packs and bundles take the PIN there; audio does not."""
    packs = box.stick / "lexicons"
    packs.mkdir()
    (packs / "new.txt").write_text("沙特阿美\n", encoding="utf-8")
    permit = await box.lock.set_pin("271828")
    box.lock.is_kiosk = lambda: True
    with pytest.raises(LockedError):
        await box.sticks.import_lexicons(str(box.stick))
    with pytest.raises(LockedError):
        await anext(box.sticks.import_bundle(str(box.stick), "bundles/x"))
    assert [] == list(box.paths.lexicons.glob("*"))
    (outcome,) = await box.sticks.import_lexicons(str(box.stick), permit=permit)
    assert outcome.is_new


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"\xff\xfe\x00", Refusal.NO_TEXT),
        ("a.txt", "词语\n".encode("gb18030"), Refusal.NO_TEXT),
        ("a.txt", b"", Refusal.EMPTY),
        ("a.txt", b"# nothing\n", Refusal.NO_PACK),
        ("a.txt", b"term\n" + b"a,b\n" * 3, Refusal.NO_PACK),
        ("a.txt", b"x" * (1024**2 + 1), Refusal.TOO_LARGE),
        ("a.txt", b"\n".join(b"t%d" % n for n in range(20_001)), Refusal.TOO_MANY_ENTRIES),
        ("CON.txt", b"term\n", Refusal.ODD_PATH),
        ("a\nb.txt", b"term\n", Refusal.ODD_PATH),
    ],
)
async def test_absurd_packs_are_refused(
    name: str, content: bytes, expected: Refusal, box: StickBox
) -> None:
    """A pack is a text of terms that somebody wrote, under a name that can be used."""
    (box.stick / "lexicons").mkdir()
    (box.stick / "lexicons" / name).write_bytes(content)
    path = f"lexicons/{name}".replace("\n", r"\x0a")
    (outcome,) = await box.sticks.import_lexicons(str(box.stick), [path])
    assert expected == outcome.refusal
    assert [] == list(box.paths.lexicons.iterdir())


async def test_a_pack_with_a_few_bad_lines_is_taken_and_they_are_told(box: StickBox) -> None:
    """As `tingxia lexicon add` does."""
    (box.stick / "lexicons").mkdir()
    (box.stick / "lexicons" / "a.txt").write_text("one\ntwo\nthree, four\n")
    (outcome,) = await box.sticks.import_lexicons(str(box.stick))
    assert (2, True) == (outcome.terms, outcome.is_new)
    assert ["a.txt:3: it holds a comma; one term stands in a line"] == list(outcome.problems)
