"""The settings that the screen may change, and what it says about them."""

import pytest

from appliance.config import Settings, valid_keys
from appliance.layers import Layers
from appliance.station.errors import SettingError
from appliance.station.face_settings import Kind, Setting, Source
from appliance.station.setting_shape import described, storable
from appliance.station.settings_table import TABLE

ALL = {key: described(key, Layers(), {}) for key in TABLE}


@pytest.mark.parametrize("setting", ALL.values(), ids=ALL)
def test_every_setting_can_be_shown_and_changed(setting: Setting) -> None:
    """It has its kind's means, and says what it does in one sentence."""
    assert setting.key in valid_keys()
    assert setting.what.endswith(".")
    assert setting.value == setting.default
    assert Source.DEFAULT is setting.source
    if setting.kind is Kind.CHOICE:
        assert setting.value in {option.value for option in setting.options}
    if setting.kind is Kind.NUMBER:
        assert setting.least is not None
        assert setting.least <= setting.value  # type: ignore[operator]  # it is a number


@pytest.mark.parametrize("setting", ALL.values(), ids=ALL)
def test_every_value_that_is_offered_is_possible(setting: Setting) -> None:
    """Options and both ends of a range."""
    values = [option.value for option in setting.options]
    values += [end for end in (setting.least, setting.most) if end is not None]
    if setting.kind is Kind.SWITCH:
        values = [True, False]
    for value in values:
        Layers().resolve({setting.key: storable(setting.key, value)})


def test_a_setting_tells_where_its_value_comes_from() -> None:
    """And what a reset would bring."""
    layers = Layers(
        below={"inference.language": ("ja", "a.toml:3")},
        above={"log.level": ("ERROR", "TINGXIA_LOG_LEVEL")},
    )
    chosen = {"inference.language": "en", "log.level": "DEBUG"}
    from_file = described("inference.language", layers, {})
    from_screen = described("inference.language", layers, chosen)
    fixed = described("log.level", layers, chosen)

    assert ("ja", Source.FILE, "a.toml:3") == (from_file.value, from_file.source, from_file.place)
    assert ("en", "ja", Source.SCREEN) == (
        from_screen.value,
        from_screen.default,
        from_screen.source,
    )
    assert ("ERROR", Source.FIXED, "TINGXIA_LOG_LEVEL") == (fixed.value, fixed.source, fixed.place)
    assert ("zh", "INFO") == (from_file.default, fixed.default)


def test_the_kind_of_room_moves_the_values_under_it() -> None:
    """Their defaults are those of the preset in force."""
    lecture = described(
        "endpointing.trailing_silence_ms", Layers(), {"endpointing.preset": "lecture"}
    )

    assert Settings().endpointing.trailing_silence_ms != lecture.value
    assert lecture.default == lecture.value


def test_other_keys_are_refused_with_the_nearest() -> None:
    """Nothing but the table can be changed on the screen."""
    with pytest.raises(SettingError, match=r"storage\.data_dir") as refused:
        described("storage.data_dir", Layers(), {})

    assert refused.value.hint


def test_an_empty_path_is_no_path() -> None:
    """The watched folder is switched off by emptying it, also above one from the file."""
    layers = Layers(below={"batch.watch_dir": ("/srv/in", "a.toml:1")})
    value = storable("batch.watch_dir", "")

    assert layers.resolve({"batch.watch_dir": value}).batch.watch_dir is None
