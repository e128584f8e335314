"""Signed bundles on their way from a stick into the box: real files, the real ssh-keygen."""

import json
import os
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from appliance.bundles.errors import BundleError, ReplacingError
from appliance.bundles.signature import Signers
from appliance.domain.bundle import MANIFEST, SIGNATURE, BundleKind, Replaced
from appliance.domain.stick_contents import Limits
from appliance.modelstore.installed import Purpose
from appliance.modelstore.store import ModelStore
from appliance.station.face_sticks import BundleTaken, StickStep
from appliance.station.stick_errors import StickError
from tests.fakes.bundles import Maker
from tests.fakes.models import PUNCTUATION, SENSE_VOICE, install, lay
from tests.fakes.stick_box import StickBox

WORDS = {"words.txt": "沙特阿美\n".encode()}


@pytest.fixture
def box(tmp_path: Path) -> StickBox:
    """A box with an empty stick."""
    return StickBox(folder=tmp_path)


@pytest.fixture
def maker(box: StickBox) -> Maker:
    """Somebody whose key the box trusts."""
    maker = Maker(box.outside)
    box.signers.parent.mkdir(exist_ok=True)
    box.signers.write_text(f"# keys\n{maker.line}")
    return maker


def folder(box: StickBox, name: str, files: dict[str, bytes]) -> Path:
    """Lay files into the place for bundles."""
    return lay(box.stick / "bundles" / name, files)


def voice(box: StickBox, maker: Maker, *, version: str = "1") -> Path:
    """Put a signed model onto the stick, as another box has it in its store."""
    made = install(box.stick / "bundles", "voice")
    return maker.bundle(made, BundleKind.MODEL, version=version)


def words(box: StickBox, maker: Maker, content: bytes, *, version: str = "1") -> Path:
    """Put a signed pack onto the stick."""
    made = folder(box, "words", {"words.txt": content})
    return maker.bundle(made, BundleKind.LEXICON, name="words", version=version)


async def take(
    box: StickBox, path: str = "bundles/voice", replacing: Collection[Replaced] = ()
) -> BundleTaken:
    """Take a bundle."""
    taken: BundleTaken | None = None
    async for progress in box.sticks.import_bundle(str(box.stick), path, replacing=replacing):
        taken = progress.taken
    assert taken is not None
    return taken


async def refused(box: StickBox, path: str = "bundles/voice") -> str:
    """Take a bundle that is refused; return what is said, and see that nothing came of it."""
    with pytest.raises(BundleError) as caught:
        await take(box, path)
    assert caught.value.hint
    assert_untouched(box)
    return str(caught.value)


def assert_untouched(box: StickBox) -> None:
    """See that there is nothing new in the box."""
    for place in (box.paths.models, box.paths.lexicons, box.paths.bundles, box.paths.inbox):
        assert [] == (list(place.iterdir()) if place.exists() else [])
    assert [] == box.noted


async def test_a_signed_model_is_checked_installed_and_noted(box: StickBox, maker: Maker) -> None:
    """It comes as by `models import`, is used if nothing was, and the audit knows who signed."""
    voice(box, maker, version="2026.11")
    (box.stick / "bundles" / "voice" / "not-listed.sh").write_text("rm -rf /")
    contents = await box.sticks.contents(str(box.stick))
    steps = [step async for step in box.sticks.import_bundle(str(box.stick), "bundles/voice")]
    assert ["bundles/voice"] == [one.path for one in contents.bundles]
    told = [step.step for step in steps]
    assert [StickStep.CHECKING, StickStep.COPYING] == told[:2]
    assert [StickStep.COPIED, StickStep.TAKING, StickStep.DONE] == told[-3:]
    expected = BundleTaken(
        kind=BundleKind.MODEL,
        name="voice",
        version="2026.11",
        signer="maker@works",
        uses=(Purpose.RECOGNITION.value,),
    )
    assert expected == steps[-1].taken
    model = ModelStore(box.paths.models).verified("voice")
    assert {*SENSE_VOICE, "manifest.json"} == {file.name for file in model.path.iterdir()}
    assert [] == list(box.paths.inbox.iterdir())
    facts = {"kind": "model", "version": "2026.11", "signer": "maker@works"}
    assert [("import-bundle", "voice", facts)] == box.noted
    (receipt,) = box.paths.bundles.iterdir()
    assert "model-voice.json" == receipt.name
    assert "2026.11" == json.loads(receipt.read_bytes())["bundle"]["version"]


async def test_a_new_version_of_packs_takes_the_place_of_the_former(
    box: StickBox, maker: Maker
) -> None:
    """Without being asked, because the former came with the bundle too."""
    for version, content in (("1", b"one\n"), ("2", b"one\ntwo\n"), ("2", b"one\ntwo\n")):
        words(box, maker, content, version=version)
        taken = await take(box, "bundles/words")
        assert (BundleKind.LEXICON, version, ()) == (taken.kind, taken.version, taken.uses)
        assert content == (box.paths.lexicons / "words.txt").read_bytes()


async def test_a_pack_of_the_boxs_own_stays_unless_told(box: StickBox, maker: Maker) -> None:
    """Somebody may have made it here; all packs of the bundle wait then."""
    files = {"other.txt": b"a term\n", **WORDS}
    maker.bundle(folder(box, "words", files), BundleKind.LEXICON, name="words")
    box.paths.lexicons.mkdir()
    own = box.paths.lexicons / "words.txt"
    own.write_bytes(b"our own\n")
    with pytest.raises(ReplacingError, match=r"others of the same name: words\.txt"):
        await take(box, "bundles/words")
    assert ([own], b"our own\n") == (list(box.paths.lexicons.iterdir()), own.read_bytes())
    taken = await take(box, "bundles/words", [Replaced.PACKS])
    assert ("", ("words",)) == (taken.later_version, taken.replaced_packs)
    assert WORDS["words.txt"] == own.read_bytes()
    await box.sticks.restore_lexicons(taken.replaced_packs, replace=True)
    assert b"our own\n" == own.read_bytes()


async def test_a_pack_of_the_box_that_cannot_be_read_is_told(box: StickBox, maker: Maker) -> None:
    """Nobody knows whose it is; the reason names it."""
    words(box, maker, b"new\n")
    (box.paths.lexicons / "words.txt").mkdir(parents=True)
    with pytest.raises(BundleError, match=r"cannot be read: .*words\.txt: Is a directory"):
        await take(box, "bundles/words", list(Replaced))


async def test_who_goes_back_a_version_is_asked_for_the_boxs_own_packs_too(
    box: StickBox, maker: Maker
) -> None:
    """A list that was corrected here does not go with a version; the log says what went."""
    words(box, maker, b"new\n", version="1.10")
    await take(box, "bundles/words")
    words(box, maker, b"old\n", version="1.9")
    own = box.paths.lexicons / "words.txt"
    own.write_bytes(b"corrected here\n")
    for wanted, missing in (
        ([], Replaced.VERSION),
        ([Replaced.VERSION], Replaced.PACKS),
        ([Replaced.PACKS], Replaced.VERSION),
    ):
        with pytest.raises(ReplacingError) as caught:
            await take(box, "bundles/words", wanted)
        assert missing == caught.value.what
        assert b"corrected here\n" == own.read_bytes()
    taken = await take(box, "bundles/words", list(Replaced))
    assert ("1.10", ("words",)) == (taken.later_version, taken.replaced_packs)
    deed, _, facts = box.noted[-1]
    assert ("import-bundle", "1.10", ("words",)) == (
        deed,
        facts["later_version"],
        facts["replaced_packs"],
    )


async def test_an_earlier_version_is_refused_unless_told(box: StickBox, maker: Maker) -> None:
    """An old stick, or one that was kept for its old mistake, takes nothing back."""
    words(box, maker, b"new\n", version="1.10")
    await take(box, "bundles/words")
    words(box, maker, b"old\n", version="1.9")
    with pytest.raises(ReplacingError, match=r"version 1\.9; the later version 1\.10"):
        await take(box, "bundles/words")
    assert b"new\n" == (box.paths.lexicons / "words.txt").read_bytes()
    assert "1.9" == (await take(box, "bundles/words", [Replaced.VERSION])).version
    (receipt,) = box.paths.bundles.iterdir()
    receipt.write_text("{")
    with pytest.raises(ReplacingError, match="cannot be read which version"):
        await take(box, "bundles/words")
    await take(box, "bundles/words", [Replaced.VERSION])


async def test_without_a_list_of_keys_nothing_is_trusted(box: StickBox) -> None:
    """The reason names the file to be made."""
    voice(box, Maker(box.outside))
    assert "trusts no key yet" in await refused(box)


async def test_the_systems_list_of_keys_stands_before_the_boxs_own(
    box: StickBox, maker: Maker
) -> None:
    """Who can write the data folder adds no key to a list that is root's."""
    voice(box, maker)
    system = box.outside / "allowed_signers"
    system.write_text(Maker(box.outside, "root").line)
    box.sticks._signers = Signers((system, box.signers))
    assert "not signed by a key" in await refused(box)
    who, key = maker.line.split(" ", 1)
    system.write_text(f'{who} namespaces="tingxia-*" {key}')
    assert "maker@works" == (await take(box)).signer


async def test_without_ssh_keygen_nothing_is_taken(box: StickBox, maker: Maker) -> None:
    """It is said what to install."""
    voice(box, maker)
    box.sticks._signers = Signers((box.signers,), program="ssh-keygen-that-is-not-there")
    assert "is not installed" in await refused(box)


def _other_signer(box: StickBox, _: Maker) -> None:
    other = Maker(box.outside, "stranger")
    other.sign(box.stick / "bundles" / "voice", BundleKind.MODEL.namespace)


def _change(name: str) -> Callable[[StickBox, Maker], None]:
    def change(box: StickBox, _: Maker) -> None:
        file = box.stick / "bundles" / "voice" / name
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)

    return change


def _replaced(name: str, put: Callable[[Path], object]) -> Callable[[StickBox, Maker], None]:
    def replace(box: StickBox, _: Maker) -> None:
        file = box.stick / "bundles" / "voice" / name
        twin = box.outside / "twin"
        file.rename(twin)
        put(file)

    return replace


def _signed_as(namespace: str) -> Callable[[StickBox, Maker], None]:
    return lambda box, maker: maker.sign(box.stick / "bundles" / "voice", namespace)


def _signed_with(**changes: Any) -> Callable[[StickBox, Maker], None]:
    namespace = BundleKind.MODEL.namespace
    return lambda box, maker: maker.signed_with(
        box.stick / "bundles" / "voice", namespace, **changes
    )


def _key_for_packs_alone(box: StickBox, maker: Maker) -> None:
    who, key = maker.line.split(" ", 1)
    box.signers.write_text(f'{who} namespaces="tingxia-lexicon" {key}')


def _no_list(box: StickBox, _: Maker) -> None:
    box.signers.write_bytes(b"\0\xff no list of keys\n" * 100)


HUGE = [{"path": "model.int8.onnx", "size_bytes": 19_999_999_999, "sha256": "0" * 64}]
OUT = [{"path": "../../outside/secret", "size_bytes": 1, "sha256": "0" * 64}]
DEEP = [{"path": "a/" * 9 + "x", "size_bytes": 1, "sha256": "0" * 64}]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (_change("model.int8.onnx"), "tokens.txt|model.int8.onnx: it is not the file"),
        (_change(MANIFEST), "does not fit it"),
        (_change(SIGNATURE), "not signed by a key|does not fit it"),
        (_other_signer, "not signed by a key that this box trusts"),
        (_no_list, "not signed by a key"),
        (_key_for_packs_alone, "does not fit it, or was made for another use"),
        (_signed_as("file"), "made for another use"),
        (_signed_as("tingxia-lexicon"), "calls itself a model and was signed as a lexicon"),
        (_replaced("tokens.txt", lambda _: None), "tokens.txt: it cannot be read"),
        (_replaced("tokens.txt", lambda file: file.symlink_to("/etc/passwd")), "it is a link"),
        (_replaced("tokens.txt", os.mkfifo), "it is no file"),
        (_replaced("tokens.txt", Path.mkdir), "it is no file"),
        (_replaced("tokens.txt", Path.touch), "it is not the file"),
        (_replaced(MANIFEST, lambda file: file.symlink_to("../../../outside/twin")), "a link"),
        (_replaced(SIGNATURE, lambda _: None), f"{SIGNATURE}: it cannot be read"),
        (_replaced(SIGNATURE, lambda file: file.write_bytes(b"x" * 70_000)), "larger than"),
        (_replaced(SIGNATURE, lambda file: file.write_bytes(os.urandom(300))), "not signed by"),
        (_signed_with(files=HUGE), "it is not the file|no room"),
        (_signed_with(files=OUT), "no path inside a bundle"),
        (_signed_with(files=DEEP), "deeper than"),
        (_signed_with(kind="configuration"), "cannot be used: kind"),
        (_signed_with(name="../../x"), "cannot be used: name"),
    ],
)
async def test_a_spoilt_bundle_leaves_no_trace(
    spoil: Callable[[StickBox, Maker], None], expected: str, box: StickBox, maker: Maker
) -> None:
    """Whatever is wrong with it is named, and nothing of it stays in the box."""
    voice(box, maker)
    spoil(box, maker)
    said = await refused(box)
    assert any(part in said for part in expected.split("|")), said


@pytest.mark.parametrize("path", ["../outside", "/etc", "bundles/../../outside", "", "nothing"])
async def test_the_bundle_itself_is_found_on_the_stick_alone(
    path: str, box: StickBox, maker: Maker
) -> None:
    """A name leads no further than a look does."""
    maker.bundle(lay(box.outside / "voice", SENSE_VOICE), BundleKind.MODEL)
    (box.stick / "link").symlink_to(box.outside)
    await refused(box, path)
    await refused(box, "link/voice")


@pytest.mark.parametrize(
    ("files", "kind", "expected"),
    [
        (dict(PUNCTUATION), BundleKind.MODEL, None),
        ({"readme.txt": b"no model"}, BundleKind.MODEL, "There is no model in"),
        (dict.fromkeys(SENSE_VOICE, b"x"), BundleKind.MODEL, "several kinds of model"),
        ({"words.txt": b"\0,\0,\0\n" * 9}, BundleKind.LEXICON, "most of it cannot be used"),
        ({"CON.txt": b"a term\n"}, BundleKind.LEXICON, "its name cannot be used"),
    ],
)
async def test_what_is_signed_is_looked_at_as_what_is_not(
    files: dict[str, bytes],
    kind: BundleKind,
    expected: str | None,
    box: StickBox,
    maker: Maker,
) -> None:
    """A signature says who made it, not that it was made well."""
    maker.bundle(folder(box, "voice", files), kind)
    if expected is None:
        assert kind is (await take(box)).kind
        return
    with pytest.raises(BundleError, match=expected):
        await take(box)
    assert_untouched(box)


async def test_without_room_nothing_is_copied(box: StickBox, maker: Maker) -> None:
    """The box keeps what it needs for recordings."""
    voice(box, maker)
    box.sticks._kept_free_bytes = 2**62
    with pytest.raises(StickError, match="0 MB to spare"):
        await take(box)
    assert_untouched(box)


async def test_leaving_early_leaves_nothing(box: StickBox, maker: Maker) -> None:
    """The screen may be closed in the middle."""
    voice(box, maker)
    steps = box.sticks.import_bundle(str(box.stick), "bundles/voice")
    async for step in steps:
        if step.step is StickStep.COPYING:
            break
    await steps.aclose()
    assert_untouched(box)


async def test_a_stick_pulled_in_the_middle_leaves_nothing(box: StickBox, maker: Maker) -> None:
    """And says what to do."""

    def pulled(_: int, __: int) -> bytes:
        raise OSError(5, "Input/output error")

    voice(box, maker)
    box.read = pulled
    assert "it cannot be read (Input/output error)" in await refused(box)


async def test_a_file_with_many_neighbours_is_not_looked_for(box: StickBox, maker: Maker) -> None:
    """Only what is listed is opened, however full the folder is."""
    made = voice(box, maker)
    for number in range(Limits().entries + 10):
        (made / f"{number}").touch()
    assert "voice" == (await take(box)).name
