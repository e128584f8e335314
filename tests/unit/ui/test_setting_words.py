"""What stands under a setting."""

import pytest

from appliance.layers import Layers
from appliance.station.setting_shape import described
from ui.i18n import Languages
from ui.setting_words import facts

FILE = Layers(below={"inference.language": ("ja", "a.toml:3")})
FRENCH = Layers(below={"inference.language": ("fr", "a.toml:3")})
FIXED = Layers(above={"inference.language": ("ja", "TINGXIA_INFERENCE_LANGUAGE")})


@pytest.mark.parametrize(
    ("layers", "chosen", "words"),
    [
        (Layers(), {}, "As delivered"),
        (FILE, {}, "From a.toml:3. Default: Chinese"),
        (FILE, {"inference.language": "en"}, "Chosen here. Default: Japanese"),
        (Layers(), {"inference.language": "en"}, "Chosen here. Default: Chinese"),
        (FRENCH, {"inference.language": "en"}, "Chosen here. Default: French"),
        (
            FIXED,
            {"inference.language": "en"},
            "Fixed by TINGXIA_INFERENCE_LANGUAGE. It can only be changed there. Default: Chinese",
        ),
    ],
)
def test_where_a_value_comes_from_is_told_with_the_default(
    layers: Layers, chosen: dict[str, object], words: str
) -> None:
    """The default is what a reset brings; without one, what holds where nothing is said."""
    setting = described("inference.language", layers, chosen)
    told = [text for _, text in facts(setting, Languages("en").choose(None), is_recording=False)]
    assert [words] == told
