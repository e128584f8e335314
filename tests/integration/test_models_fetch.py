"""Fetching models from a hub on loopback that misbehaves in every way."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from appliance.errors import UsageError
from appliance.modelstore import manifest
from appliance.modelstore.catalogue import CatalogueFile, Entry, Source
from appliance.modelstore.connection import Connection, Patience
from appliance.modelstore.errors import ModelError
from appliance.modelstore.fetch import Origin, fetch, origin_for
from appliance.modelstore.installed import Family, InstalledModel
from appliance.modelstore.staging import held, part_folder
from appliance.modelstore.store import ModelStore
from tests.fakes.hub import (
    FakeHub,
    ignoring_range,
    instead,
    interrupted,
    packed,
    redirected,
    sha256,
    silent,
    status,
    without_length,
)
from tests.fakes.models import SENSE_VOICE, onnx, tar_of

WEIGHTS = onnx("sense_voice_ctc", padding_bytes=400_000)
FILES: Mapping[str, bytes] = {**SENSE_VOICE, "model.int8.onnx": WEIGHTS}
WEIGHTS_PATH = "/some/voice/resolve/main/model.int8.onnx"
TOKENS_PATH = "/some/voice/resolve/main/tokens.txt"
HUGGING_FACE = Source(repository="some/voice")


def entry(
    source: Source = HUGGING_FACE, hub: str = "huggingface", *, sha256: str | None = None
) -> Entry:
    """Describe the model as the catalogue does."""
    return Entry(
        name="voice",
        title="Voice",
        engine="sherpa",
        family=Family.SENSE_VOICE,
        languages=("zh",),
        licence="MIT",
        good_for="tests",
        error_rates="",
        weights="model.int8.onnx",
        files=(
            CatalogueFile(name="model.int8.onnx", sha256=sha256),
            CatalogueFile(name="tokens.txt"),
        ),
        sources={hub: source},
    )


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """A hub with the model in the manner of Hugging Face."""
    with FakeHub().running() as running:
        running.hugging_face("some/voice", FILES)
        yield running


class Waits(list[float]):
    """How long the fetch would have waited; it does not."""


def fetched(
    models: Path, hub: FakeHub, wanted: Entry | None = None, *, waits: Waits | None = None
) -> InstalledModel:
    """Fetch from the hub; nothing is really waited for."""
    wanted = wanted or entry()
    said = Waits() if waits is None else waits
    name = next(iter(wanted.sources))
    patience = Patience(silence_s=0.5)
    with Connection(hub.base, patience=patience, wait=said.append) as connection:
        return fetch(models, wanted, connection, Origin(hub=name, base=hub.base))


def content_of(model: InstalledModel) -> dict[str, bytes]:
    """Read the model's files."""
    return {name: (model.path / name).read_bytes() for name in FILES}


def test_a_model_is_fetched_with_its_manifest(tmp_path: Path, hub: FakeHub) -> None:
    """Every file with its SHA-256 as downloaded; nothing else is left behind."""
    model = fetched(tmp_path, hub)

    assert FILES == content_of(model)
    described = manifest.read(model.path)
    assert {name: sha256(content) for name, content in FILES.items()} == described.files
    assert (f"{hub.base}{WEIGHTS_PATH}", f"{hub.base}{TOKENS_PATH}") == described.source
    assert [tmp_path / "voice"] == list(tmp_path.iterdir())
    assert model == ModelStore(tmp_path).verified("voice")


def test_an_interrupted_file_is_resumed_where_it_broke(tmp_path: Path, hub: FakeHub) -> None:
    """Three times in one fetch, with the file's tag so that no other file is mixed in."""
    hub.answer(WEIGHTS_PATH, interrupted(100_000), interrupted(100_000), interrupted(1))
    model = fetched(tmp_path, hub)

    assert FILES == content_of(model)
    asked = [headers.get("range") for headers in hub.asked_for(WEIGHTS_PATH)]
    assert [None, "bytes=100000-", "bytes=200000-", "bytes=200001-"] == asked
    assert '"' in hub.asked_for(WEIGHTS_PATH)[1]["if-range"]


def test_a_second_fetch_goes_on_where_the_first_gave_up(tmp_path: Path, hub: FakeHub) -> None:
    """What came is kept beside the models; the error says so."""
    hub.answer(WEIGHTS_PATH, interrupted(200_000), *[status(503)] * 4)
    with pytest.raises(ModelError, match="cannot be reached: it answers 503") as caught:
        fetched(tmp_path, hub)
    assert "what came is kept" in caught.value.hint
    assert [] == ModelStore(tmp_path).installed()

    before = len(hub.asked_for(WEIGHTS_PATH))
    assert FILES == content_of(fetched(tmp_path, hub))
    resumed = hub.asked_for(WEIGHTS_PATH)[before:]
    assert ["bytes=200000-"] == [headers.get("range") for headers in resumed]


def test_a_file_that_changed_meanwhile_is_begun_afresh(tmp_path: Path, hub: FakeHub) -> None:
    """The listing has another hash, so nothing of the old file is used."""
    hub.answer(WEIGHTS_PATH, interrupted(200_000), *[status(503)] * 4)
    with pytest.raises(ModelError):
        fetched(tmp_path, hub)
    changed = {**FILES, "model.int8.onnx": onnx("sense_voice_ctc", padding_bytes=500_000)}
    hub.hugging_face("some/voice", changed)

    model = fetched(tmp_path, hub)

    assert changed["model.int8.onnx"] == (model.path / "model.int8.onnx").read_bytes()


def test_a_small_file_that_changed_is_noticed_by_its_tag(tmp_path: Path, hub: FakeHub) -> None:
    """A file without a published hash is resumed by If-Range only."""
    hub.answer(TOKENS_PATH, interrupted(5), *[status(503)] * 4)
    with pytest.raises(ModelError):
        fetched(tmp_path, hub)
    changed = {**FILES, "tokens.txt": b"<other> 0\n"}
    hub.hugging_face("some/voice", changed)

    model = fetched(tmp_path, hub)

    assert b"<other> 0\n" == (model.path / "tokens.txt").read_bytes()


def test_a_hub_that_ignores_ranges_is_understood(tmp_path: Path, hub: FakeHub) -> None:
    """It sends everything again; nothing is appended twice."""
    hub.answer(WEIGHTS_PATH, interrupted(100_000), ignoring_range)

    assert FILES == content_of(fetched(tmp_path, hub))


def test_a_wrong_file_is_thrown_away(tmp_path: Path, hub: FakeHub) -> None:
    """Right length, wrong content: told by the hash of the hub's listing."""
    hub.answer(WEIGHTS_PATH, instead(b"x" * len(WEIGHTS)))
    with pytest.raises(ModelError, match="is not the file it should be") as caught:
        fetched(tmp_path, hub)

    assert "thrown away" in caught.value.hint
    assert not list(part_folder(tmp_path, "voice").rglob("model.int8.onnx*"))
    assert FILES == content_of(fetched(tmp_path, hub))


def test_the_catalogue_knows_better_than_the_hub(tmp_path: Path, hub: FakeHub) -> None:
    """A hub that offers another file with a hash to match is refused."""
    with pytest.raises(ModelError, match="is not the file it should be"):
        fetched(tmp_path, hub, entry(sha256="0" * 64))


@pytest.mark.parametrize("other", [WEIGHTS[:-1], WEIGHTS + b"x"], ids=["shorter", "longer"])
def test_a_file_of_another_length_is_refused_at_once(
    tmp_path: Path, hub: FakeHub, other: bytes
) -> None:
    """By the length the answer announces, before half a gigabyte came."""
    hub.answer(WEIGHTS_PATH, instead(other))
    with pytest.raises(ModelError, match="has the wrong length"):
        fetched(tmp_path, hub)

    assert 1 == len(hub.asked_for(WEIGHTS_PATH))


def test_a_truncated_answer_without_a_length_is_not_taken_for_whole(
    tmp_path: Path, hub: FakeHub
) -> None:
    """The listing knows how long it must be."""
    hub.answer(WEIGHTS_PATH, without_length)

    assert FILES == content_of(fetched(tmp_path, hub))
    assert 2 == len(hub.asked_for(WEIGHTS_PATH))


def test_a_silent_hub_is_given_up_and_asked_again(tmp_path: Path, hub: FakeHub) -> None:
    """After the patience's silence, not for ever."""
    hub.answer(WEIGHTS_PATH, silent)

    assert FILES == content_of(fetched(tmp_path, hub))


def test_a_busy_hub_is_asked_again_after_as_long_as_it_says(tmp_path: Path, hub: FakeHub) -> None:
    """Retry-After counts, within bounds; otherwise the waits double."""
    waits = Waits()
    busy = (status(429, Retry_After=7), status(503), status(500, Retry_After=100_000))
    hub.answer(TOKENS_PATH, *busy)
    fetched(tmp_path, hub, waits=waits)

    assert [7.0, 2.0, 60.0] == waits


def test_a_hub_that_is_down_is_not_asked_for_ever(tmp_path: Path) -> None:
    """Bounded tries, then the ways out."""
    waits = Waits()
    down = FakeHub()
    with down.running():
        pass
    with pytest.raises(ModelError, match="cannot be reached") as caught:
        fetched(tmp_path, down, waits=waits)

    assert 4 == len(waits)
    assert "models import" in caught.value.hint


@pytest.mark.parametrize("code", [401, 403, 404])
def test_what_is_not_there_is_not_asked_for_again(tmp_path: Path, hub: FakeHub, code: int) -> None:
    """A refusal is no passing fault."""
    hub.answer(WEIGHTS_PATH, status(code))
    with pytest.raises(ModelError, match=f"answers {code}") as caught:
        fetched(tmp_path, hub)

    assert "--hub" in caught.value.hint
    assert 1 == len(hub.asked_for(WEIGHTS_PATH))


def test_redirects_are_followed_with_the_range(tmp_path: Path, hub: FakeHub) -> None:
    """Hubs keep large files elsewhere."""
    hub.files["/store/blob"] = WEIGHTS
    hub.answer(WEIGHTS_PATH, redirected("/store/blob"), redirected(f"{hub.base}/store/blob"))
    hub.answer("/store/blob", interrupted(1000))

    assert FILES == content_of(fetched(tmp_path, hub))
    assert "bytes=1000-" == hub.asked_for("/store/blob")[1]["range"]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "it leads to file:"),
        ("ftp://example.org/x", "it leads to ftp:"),
    ],
)
def test_redirects_to_other_schemes_are_refused(
    tmp_path: Path, hub: FakeHub, location: str, reason: str
) -> None:
    """Whoever sends us there is no hub."""
    hub.answer(WEIGHTS_PATH, redirected(location))
    with pytest.raises(ModelError, match=f"is refused: {reason}"):
        fetched(tmp_path, hub)


def test_endless_redirects_end(tmp_path: Path, hub: FakeHub) -> None:
    """In circles."""
    hub.answer(WEIGHTS_PATH, *[redirected(WEIGHTS_PATH)] * 20)
    with pytest.raises(ModelError, match="redirects in circles"):
        fetched(tmp_path, hub)


def test_an_answer_that_is_packed_is_refused(tmp_path: Path, hub: FakeHub) -> None:
    """Its bytes would not be the file's."""
    hub.answer(WEIGHTS_PATH, packed)
    with pytest.raises(ModelError, match="packs what must come as it is"):
        fetched(tmp_path, hub)


@pytest.mark.parametrize("listing", [b"<html>", b"[]", b'{"error": "no"}'])
def test_a_listing_that_is_none_is_told(tmp_path: Path, hub: FakeHub, listing: bytes) -> None:
    """A captive portal answers everything with its own page."""
    hub.files["/api/models/some/voice/tree/main?recursive=true"] = listing
    with pytest.raises(ModelError, match="does not answer like a model hub"):
        fetched(tmp_path, hub)


def test_a_model_comes_from_model_scope(tmp_path: Path, hub: FakeHub) -> None:
    """Its listing has a hash for every file."""
    hub.model_scope("some/voice", FILES)

    assert FILES == content_of(fetched(tmp_path, hub, entry(HUGGING_FACE, "modelscope")))


ARCHIVE = Source(repository="k2/sherpa", revision="asr-models", archive="voice.tar.bz2")
ARCHIVE_PATH = "/k2/sherpa/releases/download/asr-models/voice.tar.bz2"


def test_a_model_comes_in_an_archive_of_a_release(tmp_path: Path, hub: FakeHub) -> None:
    """Resumed and checked by the release's own list; only the wanted files are unpacked."""
    content = tar_of({**FILES, "test_wavs/zh.wav": b"RIFF", "export.py": b"print()"})
    hub.release("k2/sherpa", "asr-models", {"voice.tar.bz2": content})
    hub.answer(ARCHIVE_PATH, interrupted(500))
    model = fetched(tmp_path, hub, entry(ARCHIVE, "github"))

    assert FILES == content_of(model)
    assert {*FILES, "manifest.json"} == {file.name for file in model.path.iterdir()}
    assert [tmp_path / "voice"] == list(tmp_path.iterdir())


def test_an_archive_that_lacks_a_file_installs_nothing(tmp_path: Path, hub: FakeHub) -> None:
    """Whole or not at all."""
    hub.release("k2/sherpa", "asr-models", {"voice.tar.bz2": tar_of({"tokens.txt": b"a"})})
    with pytest.raises(ModelError, match=r"lacks model\.int8\.onnx"):
        fetched(tmp_path, hub, entry(ARCHIVE, "github"))

    assert [] == ModelStore(tmp_path).names()


def test_an_archive_of_another_content_is_refused(tmp_path: Path, hub: FakeHub) -> None:
    """By the hash that the release lists."""
    hub.release("k2/sherpa", "asr-models", {"voice.tar.bz2": tar_of(FILES)})
    hub.answer(ARCHIVE_PATH, *[instead(tar_of({"model.int8.onnx": b"evil"}))] * 2)
    with pytest.raises(ModelError, match="is not the file it should be"):
        fetched(tmp_path, hub, entry(ARCHIVE, "github"))


def test_a_damaged_model_is_mended_by_fetching_what_is_damaged(
    tmp_path: Path, hub: FakeHub
) -> None:
    """Large files that are whole are not fetched again."""
    model = fetched(tmp_path, hub)
    (model.path / "tokens.txt").write_bytes(b"gone")
    before = len(hub.asked_for(WEIGHTS_PATH))

    assert FILES == content_of(fetched(tmp_path, hub))
    assert before == len(hub.asked_for(WEIGHTS_PATH))


def test_a_failed_fetch_leaves_the_installed_model_as_it_was(tmp_path: Path, hub: FakeHub) -> None:
    """The new one takes its place only when it is whole."""
    fetched(tmp_path, hub)
    changed = {**FILES, "model.int8.onnx": onnx("sense_voice_ctc", padding_bytes=9)}
    hub.hugging_face("some/voice", changed)
    hub.answer(WEIGHTS_PATH, status(404))
    with pytest.raises(ModelError):
        fetched(tmp_path, hub)

    assert FILES == content_of(ModelStore(tmp_path).verified("voice"))


def test_a_file_of_another_architecture_is_not_installed(tmp_path: Path, hub: FakeHub) -> None:
    """The files themselves say what they are."""
    hub.hugging_face("some/voice", {**FILES, "model.int8.onnx": onnx("paraformer")})
    with pytest.raises(ModelError, match="are no sense-voice model: they say that they are para"):
        fetched(tmp_path, hub)


def test_a_full_disk_is_noticed_before_anything_is_fetched(
    tmp_path: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what is needed and what is free."""
    monkeypatch.setattr("appliance.modelstore.staging.SPARE_BYTES", 10**18)
    with pytest.raises(ModelError, match="There is no room"):
        fetched(tmp_path, hub)

    assert [] == hub.asked_for(WEIGHTS_PATH)


def test_two_fetches_of_a_model_do_not_meet(tmp_path: Path, hub: FakeHub) -> None:
    """The second is refused; nothing of the first is touched."""
    with held(part_folder(tmp_path, "voice")), pytest.raises(ModelError, match="Another process"):
        fetched(tmp_path, hub)

    assert FILES == content_of(fetched(tmp_path, hub))


def test_the_hubs_of_a_model_are_named() -> None:
    """When another one is asked for, and for a model that is on none."""
    with pytest.raises(UsageError, match="does not have the model") as caught:
        origin_for(entry(), "modelscope")
    assert "It is on: huggingface." == caught.value.hint

    with pytest.raises(UsageError, match="on no hub"):
        origin_for(entry().model_copy(update={"sources": {}}))
