"""The content of ``choices.json``, whatever became of it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.choices import Choices, decode
from appliance.config import Settings, valid_keys
from appliance.layers import Layers

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**60), max_value=2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)
CHOSEN = st.dictionaries(st.sampled_from(valid_keys()) | st.text(max_size=20), PLAIN, max_size=8)


@given(chosen=CHOSEN, welcomed=st.text(max_size=30))
def test_what_is_written_is_read_again(chosen: dict[str, object], welcomed: str) -> None:
    """Whatever was chosen."""
    choices = Choices(settings=chosen, welcomed=welcomed)

    assert choices == decode(choices.to_json())


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_anything_else_is_refused_as_a_value(content: bytes) -> None:
    """No other exception comes of it."""
    with pytest.raises((ValueError, RecursionError)):
        decode(content)


@settings(max_examples=20)
@given(content=PLAIN | st.dictionaries(st.text(max_size=5), PLAIN, max_size=4))
def test_other_json_is_refused_too(content: object) -> None:
    """Only an object of our version with both of its parts will do."""
    with pytest.raises(ValueError, match="it"):
        decode(json.dumps(content).encode())


def test_a_file_cut_off_anywhere_is_refused() -> None:
    """A file is whole or damaged, never half believed."""
    whole = Choices(settings={"inference.language": "en"}, welcomed="2025-05-12").to_json()
    for end in range(len(whole.rstrip())):
        with pytest.raises(ValueError, match=r"\w"):
            decode(whole[:end])


@settings(max_examples=40)
@given(chosen=CHOSEN)
def test_no_choice_keeps_the_box_from_starting(chosen: dict[str, object]) -> None:
    """What is not possible is left out and told, the rest holds."""
    layers = Layers(above={"station.port": (9000, "--port")})
    resolved = layers.resolve_possible(chosen)
    again = layers.resolve_possible(
        {key: value for key, value in chosen.items() if key not in resolved.refused}
    )

    assert 9000 == resolved.settings.station.port
    assert resolved.settings.storage == resolved.settings.storage.model_copy(
        update={"data_dir": Settings().storage.data_dir}
    ), "where the data lie is never chosen on the screen"
    assert (resolved.settings, {}) == (again.settings, again.refused)


def test_the_screen_stands_above_the_file_and_below_the_environment() -> None:
    """Each later layer wins where it says something."""
    layers = Layers(
        below={"inference.language": ("ja", "a.toml:1"), "text.itn": (False, "a.toml:2")},
        above={"text.script": ("as-is", "TINGXIA_TEXT_SCRIPT")},
    )
    settings = layers.resolve({"inference.language": "en", "text.script": "traditional"})

    assert ("en", False, "as-is") == (
        settings.inference.language,
        settings.text.itn,
        settings.text.script,
    )


@settings(max_examples=20)
@given(chosen=CHOSEN)
def test_layers_survive_being_handed_over(chosen: dict[str, object]) -> None:
    """The station resolves as the supervisor does."""
    layers = Layers(
        below={"log.level": ("ERROR", "a.toml:1")},
        above={"storage.data_dir": ("/tmp/x", "--data-dir")},
    )
    handed = Layers.from_json(layers.to_json())

    assert layers.resolve_possible(chosen).settings == handed.resolve_possible(chosen).settings
