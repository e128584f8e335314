"""Settings of every kind, hot words and models."""

from collections.abc import Iterator
from dataclasses import replace

from nicegui import ui

from appliance.layers import Layers
from appliance.station.face_settings import HotWords, Option, Pack, Setting, Source
from appliance.station.setting_shape import described
from appliance.wire.inference import ModelState
from tests.fakes.ready import READY
from tests.fakes.settings import MICROPHONES
from tests.fakes.station import FakeStation
from tests.gallery.exhibit import FAILURE, exhibit, over
from ui.visit import Visit
from ui.widgets.appearance_panel import AppearancePanel
from ui.widgets.hot_words_panel import HotWordsPanel
from ui.widgets.microphone_pick import MicrophonePick
from ui.widgets.models_panel import ModelsPanel
from ui.widgets.setting_control import SettingControl

KINDS = (
    "text.itn",
    "text.script",
    "inference.language",
    "endpointing.threshold",
    "retention.keep_free_bytes",
    "batch.watch_dir",
)
"""One of each: switch, choice, language, slider, a number and a text that are typed."""

WORKSHOP = Pack(name="二号车间", terms=120, rules=4)


def of_settings(visit: Visit) -> None:
    """Build them all."""
    own = over(visit, FakeStation())

    async def changed(_setting: Setting) -> None:
        """Leave all others as they are."""

    with exhibit("SettingControl"):
        for setting in _settings():
            SettingControl(own, setting, changed)
        refused = SettingControl(own, _setting("text.script"), changed)
        refused._fail(FAILURE)
    with exhibit("MicrophonePick"):
        station = FakeStation()
        other = Option(value="name:桌面麦克风", title="桌面麦克风", is_name=True)
        station.settings.microphones = (*MICROPHONES, other)
        MicrophonePick(over(visit, station))
    with exhibit("AppearancePanel"):
        AppearancePanel(own)
    _hot_words(visit)
    _models(visit)


def _setting(key: str) -> Setting:
    return described(key, Layers(), {}, pending=(), more_options=())


def _settings() -> Iterator[Setting]:
    for key in KINDS:
        yield _setting(key)
    changed = replace(_setting("text.itn"), value=False, source=Source.SCREEN)
    yield changed
    yield replace(changed, is_pending=True)
    yield replace(_setting("text.itn"), source=Source.FILE, place="/etc/tingxia/tingxia.toml:12")
    yield replace(_setting("log.level"), source=Source.FIXED, place="TINGXIA_LOG_LEVEL")


def _hot_words(visit: Visit) -> None:
    station = FakeStation()
    station.settings.written = text = "注塑机\n温度传感器\n家具=>夹具\n"
    own = over(visit, station)
    words = HotWords(text=text, terms=2, rules=1)
    wrong = replace(words, problems=("screen.txt:3: nothing stands before =>",))
    broken = replace(WORKSHOP, problems=("二号车间.txt:7: nothing stands before =>",))
    with exhibit("HotWordsPanel"):
        HotWordsPanel(own, words, (WORKSHOP,))
        HotWordsPanel(own, wrong, (broken,))
        HotWordsPanel(own, words, ())._show_now(replace(words, text="注塑机\n"))


def _models(visit: Visit) -> None:
    with exhibit("ModelsPanel"):
        for state in (ModelState.READY, ModelState.LOADING, ModelState.UNLOADED, ModelState.FAILED):
            station = FakeStation()
            problem = "The model does not fit into the memory." if state == "failed" else ""
            station.inference = READY.model_copy(update={"state": state, "problem": problem})
            with ui.element("div"):
                models = station.settings.installed if state is ModelState.READY else ()
                ModelsPanel(over(visit, station), models, 412_000_000)
