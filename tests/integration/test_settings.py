"""Settings as the station keeps them, on a real disk and without a supervisor."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.choices import NAME, read_choices
from appliance.config import Settings, load
from appliance.domain.retention import Rules
from appliance.layers import Layers
from appliance.library import Library
from appliance.library.audit import AuditLog
from appliance.paths import prepare
from appliance.station.errors import HotWordsChangedError, LockedError, SettingError
from appliance.station.face_settings import Setting, Source
from appliance.station.lock import OWNER, BoxLock
from appliance.station.screen_words import MOST_ENTRIES
from appliance.station.settings import BoxSettings
from appliance.station.shelf import LibraryShelf
from appliance.wire.supervision import HardwareStatus, Microphone
from tests.fakes.models import SENSE_VOICE, install

PIN = "271828"


class Box:
    """A data folder, and the settings of each station that is started on it."""

    def __init__(self, folder: Path) -> None:
        self.layers = Layers(above={"storage.data_dir": (str(folder), "--data-dir")})
        self.paths = self.layers.in_force().paths
        prepare(self.paths)
        self.file = self.paths.data / NAME

    def started(
        self, hardware: Callable[[], HardwareStatus | None] = lambda: None
    ) -> tuple[BoxSettings, BoxLock]:
        """Return what a station that was just started has."""
        audit = AuditLog(self.paths.data)
        lock = BoxLock(self.paths, audit=audit)
        settings = BoxSettings(
            self.paths, layers=self.layers, audit=audit, lock=lock, hardware=hardware
        )
        return settings, lock

    def deeds(self) -> list[tuple[str, str]]:
        """What the audit holds, oldest first."""
        lines = reversed(AuditLog(self.paths.data).newest(1000))
        return [(line.deed, line.subject) for line in lines]


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """A new box."""
    return Box(tmp_path / "data")


async def setting(settings: BoxSettings, key: str) -> Setting:
    """Find one in the view."""
    return next(one for one in (await settings.view()).settings if one.key == key)


async def test_a_choice_outlives_the_station_and_reaches_everybody(box: Box) -> None:
    """It is heard at once, told to the next station, and read by every command."""
    settings, _ = box.started()
    heard: list[Settings] = []
    settings.on_applied = heard.append
    changed = await settings.change("inference.language", "en")
    again, _ = box.started()
    command = load(environment={}, overrides={"storage.data_dir": box.paths.data})

    assert ("en", "zh", Source.SCREEN) == (changed.value, changed.default, changed.source)
    assert ["en"] == [settings.inference.language for settings in heard]
    assert changed == await setting(again, "inference.language")
    assert "en" == command.inference.language


async def test_a_reset_brings_the_former_value_back(box: Box) -> None:
    """Once is enough; both deeds are in the audit, the second reset is none."""
    settings, _ = box.started()
    before = await setting(settings, "text.itn")
    await settings.change("text.itn", False)
    after = await settings.reset("text.itn")
    await settings.reset("text.itn")

    assert before == after
    assert [("change-setting", "text.itn"), ("reset-setting", "text.itn")] == box.deeds()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("inference.language", "english"),
        ("text.itn", "perhaps"),
        ("capture.preroll_s", 31),
        ("endpointing.threshold", 1),
        ("retention.max_age_days", -1),
        ("export.recipient", "age1short"),
        ("storage.data_dir", "/elsewhere"),
        ("nonsense", 1),
    ],
)
async def test_what_is_not_possible_changes_nothing(box: Box, key: str, value: str | int) -> None:
    """It is refused with what to do, and nothing is written or noted."""
    settings, _ = box.started()
    before = settings.in_force
    with pytest.raises(SettingError) as refused:
        await settings.change(key, value)

    assert refused.value.hint
    assert before == settings.in_force
    assert not box.file.exists()
    assert [] == box.deeds()


async def test_what_the_command_line_fixes_is_not_chosen(box: Box) -> None:
    """A choice that can never hold would only confuse."""
    box.layers = replace(
        box.layers, above={**box.layers.above, "text.script": ("as-is", "TINGXIA_TEXT_SCRIPT")}
    )
    settings, _ = box.started()
    with pytest.raises(SettingError, match="fixed by TINGXIA_TEXT_SCRIPT"):
        await settings.change("text.script", "simplified")


async def test_another_kind_of_room_forgets_what_was_set_for_the_former(box: Box) -> None:
    """Its values are those of the new preset, not half of both."""
    settings, _ = box.started()
    await settings.change("endpointing.trailing_silence_ms", 2000)
    await settings.change("endpointing.preset", "dialogue")
    silence = await setting(settings, "endpointing.trailing_silence_ms")

    assert 2000 != silence.value
    assert Source.SCREEN is not silence.source


@pytest.mark.parametrize("content", [b"", b"{", b"\x00" * 100, b'{"version": 99}', b"[]"])
async def test_a_damaged_file_is_set_aside_and_told(box: Box, content: bytes) -> None:
    """The box starts with the file's values; the old content is kept, the next choice holds."""
    box.file.write_bytes(content)
    settings, _ = box.started()
    view = await settings.view()
    await settings.change("text.itn", False)
    aside = [file for file in box.paths.data.iterdir() if file.name.startswith(f"{NAME}.damaged")]

    assert [content] == [file.read_bytes() for file in aside]
    assert view.notice is not None
    assert str(aside[0]) in str(view.notice)
    assert {"text.itn": False} == read_choices(box.paths.data).choices.settings
    assert (await box.started()[0].view()).notice is None


async def test_a_choice_of_another_release_is_left_out(box: Box) -> None:
    """What is not known any more is told and keeps nothing from starting; the rest holds."""
    content = '{"version": 1, "welcomed": "", "settings": {"old.key": 1, "text.itn": false}}'
    box.file.write_text(content)
    settings, _ = box.started()

    assert "old.key" in str((await settings.view()).notice)
    assert not settings.in_force.text.itn
    assert not box.layers.in_force().text.itn


async def test_advanced_settings_need_the_pin_once_there_is_one(box: Box) -> None:
    """Simple ones are free for all, unless the box stands in public."""
    settings, lock = box.started()
    await settings.change("retention.trash_days", 3)
    permit = await lock.set_pin(PIN)
    with pytest.raises(LockedError):
        await settings.change("retention.trash_days", 4)
    with pytest.raises(LockedError):
        await settings.reset("retention.trash_days")
    with pytest.raises(LockedError):
        await settings.use_model("any", "recognition")
    await settings.change("text.itn", False)
    changed = await settings.change("retention.trash_days", 4, permit)

    assert 4 == changed.value


async def test_kiosk_mode_needs_a_pin(box: Box) -> None:
    """Otherwise nobody could leave it; then even simple settings take a permit."""
    settings, lock = box.started()
    with pytest.raises(SettingError, match="needs a PIN"):
        await settings.change("station.kiosk", value=True)
    permit = await lock.set_pin(PIN)
    assert True is (await settings.change("station.kiosk", True, permit)).value
    with pytest.raises(LockedError):
        await settings.change("text.itn", False)
    with pytest.raises(LockedError):
        await settings.write_hot_words("注塑机", was="")
    with pytest.raises(LockedError):
        await settings.add_hot_word("注塑机")
    with pytest.raises(LockedError):
        await settings.remove_hot_word("注塑机")
    await settings.write_hot_words("注塑机", permit, was="")
    assert await settings.add_hot_word("温度传感器", permit)
    await settings.remove_hot_word("注塑机", permit)
    assert "温度传感器\n" == (await settings.hot_words()).text


async def test_the_shelf_guards_its_deletions_itself(box: Box) -> None:
    """A page cannot forget to ask; the command line is the owner's."""
    async with Library.open(box.paths) as library:
        audit = AuditLog(box.paths.data)
        lock = BoxLock(box.paths, audit=audit)
        lock.is_kiosk = lambda: True
        shelf = LibraryShelf(library, box.paths, rules=Rules(), audit=audit, lock=lock)
        permit = await lock.set_pin(PIN)
        with pytest.raises(LockedError):
            await shelf.empty_trash()
        with pytest.raises(LockedError):
            await shelf.delete([])
        for allowed in (permit, OWNER):
            assert () == await shelf.delete([], allowed)
            await shelf.empty_trash((), allowed)


async def test_hot_words_are_a_pack_of_their_own(box: Box) -> None:
    """Lines that cannot be used stay and are told; the pack is there for the recogniser."""
    settings, _ = box.started()
    empty = await settings.hot_words()
    typed = "注塑机\r\n\n温度传感器\t2\n家具=>夹具\n甲，乙\n"
    written = await settings.write_hot_words(typed, was="")
    (pack,) = await settings.packs()

    assert "" == empty.text
    assert (2, 1, 1) == (written.terms, written.rules, len(written.problems))
    assert written == await settings.hot_words()
    assert ("screen", 2, 1, True) == (pack.name, pack.terms, pack.rules, pack.is_screens)
    assert ("write-hot-words", "screen") in box.deeds()


async def test_hot_words_of_two_at_a_time_are_not_lost(box: Box) -> None:
    """Of two who write what they read at once, one is told; words that are added all stay."""
    settings, _ = box.started()
    done = await asyncio.gather(
        settings.write_hot_words("注塑机", was=""),
        settings.write_hot_words("夹具", was=""),
        *(settings.add_hot_word(f"词{number}") for number in range(5)),
        return_exceptions=True,
    )
    before = len(box.deeds())
    is_new = await settings.add_hot_word("词0")
    await settings.remove_hot_word("词9")

    assert [True] * 5 == done[2:]
    assert 1 == sum(isinstance(one, HotWordsChangedError) for one in done)
    assert {f"词{number}" for number in range(5)} < set((await settings.hot_words()).text.split())
    assert not is_new
    assert before == len(box.deeds())


async def test_too_long_a_list_of_hot_words_is_refused_whole(box: Box) -> None:
    """The former list stays."""
    settings, _ = box.started()
    await settings.write_hot_words("注塑机", was="")
    words = "\n".join(f"词{n}" for n in range(MOST_ENTRIES + 1))
    with pytest.raises(SettingError, match="too long"):
        await settings.write_hot_words(words, was="注塑机\n")

    assert "注塑机\n" == (await settings.hot_words()).text


async def test_the_questions_of_the_first_run_are_asked_once(box: Box) -> None:
    """Whatever was chosen meanwhile."""
    settings, _ = box.started()
    before = [settings.is_new]
    await settings.change("station.locale", "en")
    before.append(settings.is_new)
    await settings.finish_welcome()
    again, _ = box.started()

    assert [True, True] == before
    assert not again.is_new
    assert ("en", "en") == (settings.locale, again.locale)
    assert ("finish-welcome", "settings") in box.deeds()


async def test_a_provisioned_box_asks_nothing(box: Box) -> None:
    """A fleet is set up by its administrator."""
    box.layers = replace(box.layers, below={"station.welcome": (False, "a.toml:1")})

    assert not box.started()[0].is_new


async def test_models_are_listed_and_chosen(box: Box) -> None:
    """One that cannot be used for a purpose is refused, and the one before stays."""
    install(box.paths.models, "sense-voice-small", SENSE_VOICE)
    settings, _ = box.started()
    (model,) = await settings.models()
    with pytest.raises(SettingError):
        await settings.use_model("sense-voice-small", "punctuation")
    with pytest.raises(SettingError):
        await settings.use_model("sense-voice-small", "cooking")

    assert ("sense-voice-small", ("recognition", "second-pass")) == (model.name, model.purposes)
    assert () == (await settings.models())[0].uses


async def test_a_model_that_the_configuration_names_is_not_deleted(box: Box) -> None:
    """Wherever it is named; any other may go, and the audit tells which did."""
    for name in ("named", "spare"):
        install(box.paths.models, name)
    box.layers = replace(box.layers, below={"inference.model": ("named", "a.toml:1")})
    settings, _ = box.started()
    with pytest.raises(SettingError, match="configuration of the box names"):
        await settings.remove_model("named")
    await settings.remove_model("spare")

    assert ["named"] == [model.name for model in await settings.models()]
    assert [("remove-model", "spare")] == box.deeds()


async def test_the_microphones_that_are_connected_can_be_chosen(box: Box) -> None:
    """By their names, each once."""
    heard = HardwareStatus(
        microphones=(
            Microphone(identity="a", name="USB 会议麦克风"),
            Microphone(identity="b", name="USB 会议麦克风"),
        )
    )
    settings, _ = box.started(hardware=lambda: heard)
    microphone = await setting(settings, "capture.mic")
    await settings.change("capture.mic", microphone.options[-1].value)

    assert ["auto", "name:USB 会议麦克风"] == [option.value for option in microphone.options]
    assert "name:USB 会议麦克风" == settings.in_force.capture.mic


async def test_the_clock_is_told_with_what_is_known_of_it(box: Box) -> None:
    """Today it is later than the day this software came to the disk."""
    clock = box.started()[0].clock()

    assert clock.now.tzinfo is not None
    assert not clock.looks_wrong
