"""Languages: complete, and with the same places to fill in."""

import re
from datetime import UTC, datetime

import pytest
from babel.messages.catalog import Message

from appliance.errors import ApplianceError
from appliance.wire.codec import error_event, to_error
from tests.unit.ui.spoken import (
    check_messages,
    error_messages,
    screen_messages,
    setting_messages,
)
from ui.i18n import NAMES, Language, Languages, catalogue_file, read_catalogue

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FIELD = re.compile(r"\{(\w+)(?::[^}]*)?\}")


@pytest.fixture(scope="module")
def languages() -> Languages:
    """Return all languages, Chinese being the default."""
    return Languages("zh-CN")


@pytest.fixture(scope="module")
def chinese(languages: Languages) -> Language:
    """Return Chinese."""
    return languages.choose("zh-CN")


def strings(message: Message) -> tuple[str, ...]:
    """Return the translations of a message: one, or one for each plural form."""
    string = message.string
    return (string or "",) if string is None or isinstance(string, str) else tuple(string)


def test_the_extraction_finds_messages() -> None:
    """The tests below would be content with an empty list."""
    assert "Start" in screen_messages()
    assert ("{count} gap", "{count} gaps") in screen_messages()
    assert "No recording is running." in error_messages()
    assert "No stick is plugged in." in check_messages()


@pytest.mark.parametrize("code", NAMES)
def test_catalogues_hold_every_text(code: str) -> None:
    """What the screen says, and what errors may say on it; nothing fuzzy, nothing left over."""
    catalogue = read_catalogue(code)
    wanted: set[object] = {
        *screen_messages(),
        *error_messages(),
        *setting_messages(),
        *check_messages(),
    }
    there = {message.id: message for message in catalogue if message.id}
    assert set() == {message for message in wanted if message not in there}
    assert set() == {message for message in there if message not in wanted}
    lines = catalogue_file(code).read_text("utf-8").splitlines()
    written = [line for line in lines if line.startswith("msgid ")]
    assert len(there) + 1 == len(written), "a text stands there twice, or the head is missing"
    for message in there.values():
        assert not message.fuzzy, message.id
        msgid = message.id if isinstance(message.id, str) else message.id[-1]
        for string in strings(message):
            assert string, message.id
            assert set(FIELD.findall(msgid)) == set(FIELD.findall(string)), message.id


def test_chinese_is_chinese() -> None:
    """No English text was copied over."""
    for message in read_catalogue("zh-CN"):
        if message.id:
            assert all(CHINESE.search(string) for string in strings(message)), message.id


@pytest.mark.parametrize("code", NAMES)
def test_nothing_is_called_as_the_program_calls_it(code: str) -> None:
    """No inner name of a part, no device by its key."""
    inner = re.compile(r"\bhelper\b|助手|\b(?:cpu|CPU|cuda|mps)\b")
    told = [string for message in read_catalogue(code) for string in strings(message)]
    assert [] == [string for string in told if inner.search(string)]


def test_devices_are_named_in_words(languages: Languages, chinese: Language) -> None:
    """Within an error and within a finished sentence; a device that is a file stays one."""
    english = languages.choose("en")
    model = ApplianceError("{model} is loaded and verified ({engine}, {device}).", hint="",
                           model="sense-voice", engine="sherpa", device="cuda:float16")  # fmt: skip
    assert (
        "sense-voice is loaded and verified (sherpa, the NVIDIA graphics card)."
        == english.error(model)[0]
    )
    assert "the processor is what was asked for" == english.told("cpu is what was asked for")
    assert "指定使用“处理器”" == chinese.told("cpu is what was asked for")
    denied = ApplianceError(
        "The system denies the microphone ({device}).", hint="", device="/dev/snd/pcmC0D0c"
    )
    assert english.error(denied)[0].endswith("(/dev/snd/pcmC0D0c).")


def test_the_browser_chooses(languages: Languages) -> None:
    """A known cookie wins; anything else gets the default."""
    assert languages.choose("en")("Start") == "Start"
    for cookie in (None, "", "xx", "../../etc"):
        assert languages.choose(cookie)("Start") == "开始"


def test_plurals_follow_the_language(languages: Languages, chinese: Language) -> None:
    """One gap, two gaps; Chinese has one form."""
    english = languages.choose("en")
    assert english.plural("{count} gap", "{count} gaps", 1) == "1 gap"
    assert english.plural("{count} gap", "{count} gaps", 2) == "2 gaps"
    assert chinese.plural("{count} gap", "{count} gaps", 2) == "2 处中断"


def test_errors_are_translated_with_their_fields(chinese: Language) -> None:
    """What happened and what to do next."""
    error = ApplianceError(
        "{target} has {free} MB free; {needed} MB are needed.",
        hint="Make room or take another stick, then export again.",
        target="KINGSTON",
        free=3,
        needed=9,
    )
    what, next_step = chinese.error(error)
    assert what == "KINGSTON 只剩 3 MB；需要 9 MB。"
    assert CHINESE.search(next_step)


def test_errors_from_other_processes_are_translated_too(chinese: Language) -> None:
    """They arrive as finished English sentences."""
    error = ApplianceError(
        "The disk has room for {recordable_s} s of audio ({free_mb} MB are free).",
        hint="Export recordings to a stick and delete them here, then start again.",
        recordable_s=12,
        free_mb=3,
    )
    what, next_step = chinese.error(to_error(error_event(error)))
    assert what == "磁盘只能再录 12 秒（剩余 3 MB）。"
    assert CHINESE.search(next_step)


@pytest.mark.parametrize(
    "text",
    [
        (
            "No microphone is connected. Connect one; it is used at once. Or use the virtual "
            "microphone: --mic sample."
        ),
        (
            "USB Audio delivers nothing. Check the plug of USB Audio; it is used again once it is "
            "back."
        ),
        (
            "No microphone can be opened (USB: busy; hw:1: gone). Plug it in again, close programs "
            "that use it, or use the virtual microphone: --mic sample."
        ),
        "The disk failed once; recording goes on in a new file. Replace the disk soon.",
        (
            "There is no microphone to record from. No microphone is connected. Connect one; it is "
            "used at once. Or use the virtual microphone: --mic sample."
        ),
    ],
)
def test_finished_sentences_are_recognised(
    languages: Languages, chinese: Language, text: str
) -> None:
    """Whole or sentence by sentence, names kept; English stays as it was."""
    told = chinese.told(text)
    assert CHINESE.search(told)
    assert not re.search(r"\b(the|is|it|again|Connect)\b", told), told
    assert languages.choose("en").told(text) == text


def test_unknown_text_stays_as_it_is(chinese: Language) -> None:
    """Better English than nothing; braces in it are text."""
    for text in ("", "Something {odd} happened.", "100 % {", "a. b. c."):
        assert chinese.told(text) == text


def test_days_and_clocks_follow_the_language(languages: Languages, chinese: Language) -> None:
    """With weekday, in 24 hours."""
    moment = datetime(2025, 5, 12, 17, 5, tzinfo=UTC)
    assert chinese.date(moment) == "2025年5月12日星期一"
    assert languages.choose("en").date(moment) == "Monday, 12 May 2025"
    assert chinese.clock(moment) == languages.choose("en").clock(moment) == "17:05"


def test_commands_are_told_without_their_marks(languages: Languages, chinese: Language) -> None:
    """A terminal knows them, the screen has none; what a person named stays as it is."""
    hint = (
        "Bring it in as a signed bundle on the Stick page, with `tingxia models import PATH`,"
        " or on a connected machine with `tingxia models fetch {model}`."
    )
    error = ApplianceError("{name} is given up.", hint=hint, model="base", name="会`议")
    for language in (languages.choose("en"), chinese):
        what, next_step = language.error(error)
        assert "会`议" in what
        assert "tingxia models fetch base" in next_step
        assert "`" not in next_step
    for language in (languages.choose("en"), chinese):
        assert "`" not in language.told("Check the driver with `lsmod`. Replace the disk soon.")
        assert "`" not in language("Look at `tingxia status`.")
