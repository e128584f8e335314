"""The catalogue holds together, with the layouts, the hubs and the cards."""

from pathlib import Path

import pytest

from appliance.errors import UsageError
from appliance.modelstore.catalogue import Entry, catalogue, entry_named, parse
from appliance.modelstore.hubs import HUBS
from appliance.modelstore.layouts import layout_of
from appliance.modelstore.manifest import is_model_name
from appliance.modelstore.purposes import purposes_of
from appliance.modelstore.recipe import STARTER

CARDS = Path(__file__).parents[3] / "models"

every_model = pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.name)


@every_model
def test_a_model_has_the_files_its_engine_reads(entry: Entry) -> None:
    """No more and no less, and the weights are the file that identifies its kind."""
    layout = layout_of(entry.engine, entry.family)
    assert layout is not None
    names = [file.name for file in entry.files]

    assert is_model_name(entry.name)
    assert ([], []) == (layout.missing(names), layout.foreign(names))
    assert entry.weights == layout.weights(names)


@every_model
def test_a_model_can_be_used(entry: Entry) -> None:
    """What is fetched can be chosen for something."""
    assert purposes_of(entry.engine, entry.family)


@every_model
def test_a_model_can_be_had(entry: Entry) -> None:
    """From hubs that are known, under names of files that it has; the starter comes along."""
    assert (entry.name == STARTER.name) == (not entry.sources)
    for hub, source in entry.sources.items():
        assert hub in HUBS
        assert {file.name for file in entry.files} >= set(source.names)
        assert bool(source.revision) or hub != "github"


@every_model
def test_a_model_has_a_card_with_its_identity_and_licence(entry: Entry) -> None:
    """What the card says of it is what the catalogue checks."""
    card = (CARDS / f"{entry.name}.md").read_text(encoding="utf-8")
    weights = next(file for file in entry.files if file.name == entry.weights)

    assert card.startswith(f"# {entry.name}")
    assert weights.sha256 is not None
    assert f"`{weights.sha256}`" in card
    assert entry.licence in card
    assert all(source.repository in card for source in entry.sources.values())


def test_every_card_is_of_a_model() -> None:
    """None is left of a model that is gone."""
    assert set(catalogue()) == {card.stem for card in CARDS.glob("*.md")}


def test_the_starter_is_the_recipes() -> None:
    """It is described twice."""
    entry = catalogue()[STARTER.name]

    assert (STARTER.title, STARTER.licence) == (entry.title, entry.licence)
    assert (STARTER.languages, STARTER.family) == (entry.languages, entry.family)
    assert set(STARTER.files) == {file.name for file in entry.files}


def test_a_mistyped_name_gets_the_nearest() -> None:
    """Or the way to all of them."""
    with pytest.raises(UsageError) as caught:
        entry_named("sensevoice-smal")
    assert "Did you mean sense-voice-small" in caught.value.hint

    with pytest.raises(UsageError) as caught:
        entry_named("qqqqqqq")
    assert "`tingxia models list` shows all names." == caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        {"x": {}},
        {"x": 3},
        {"x": {"title": "x", "files": [{"name": "../x"}]}},
        {"x": {"flavour": "vanilla"}},
    ],
)
def test_a_catalogue_that_is_none_is_refused(content: dict[str, object]) -> None:
    """With the field that is wrong."""
    with pytest.raises(ValueError, match=r"validation error|mapping"):
        parse(content)
