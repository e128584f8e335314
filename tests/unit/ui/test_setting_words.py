"""What stands under a setting."""

import pytest

from appliance.layers import Layers
from appliance.station.setting_shape import described
from ui.i18n import Languages
from ui.setting_words import facts, value_words

FILE = Layers(below={"inference.language": ("ja", "a.toml:3")})
FRENCH = Layers(below={"inference.language": ("fr", "a.toml:3")})
FIXED = Layers(above={"inference.language": ("ja", "TINGXIA_INFERENCE_LANGUAGE")})

MIC = Layers(above={"capture.mic": ("auto-or-sample", "--mic")})


def test_a_microphone_that_a_start_fixed_is_told_without_its_option() -> None:
    """Whoever stands at the screen knows no options of a command."""
    setting = described("capture.mic", MIC, {})
    _ = Languages("zh-CN").choose(None)
    told = [text for _sign, text in facts(setting, _, is_recording=False)]
    assert "自动选择，没有麦克风时用内置样例" == value_words(setting, setting.value, _)
    assert ["启动本机的命令已经固定，在这里不能修改。默认：自动选择"] == told


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
            (
                "Fixed by whoever looks after the box. It cannot be changed here. Default: Chinese"
                " / TINGXIA_INFERENCE_LANGUAGE"
            ),
        ),
    ],
)
def test_where_a_value_comes_from_is_told_with_the_default(
    layers: Layers, chosen: dict[str, object], words: str
) -> None:
    """The default is what a reset brings; without one, what holds where nothing is said."""
    setting = described("inference.language", layers, chosen)
    told = [text for _, text in facts(setting, Languages("en").choose(None), is_recording=False)]
    assert words == " / ".join(told)


@pytest.mark.parametrize(
    ("value", "can_diarise", "count"), [("auto", False, 1), ("off", False, 0), ("auto", True, 0)]
)
def test_speakers_without_a_model_are_told_at_their_setting(
    value: str, can_diarise: bool, count: int
) -> None:
    """It is on as delivered, and does nothing until a model is brought in."""
    setting = described("text.speakers", Layers(), {"text.speakers": value})
    _ = Languages("zh-CN").choose(None)
    told = facts(setting, _, is_recording=False, can_diarise=can_diarise)
    assert count == sum("尚无所需模型" in text for _sign, text in told)
