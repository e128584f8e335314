"""The next step of an error: no dead end for whoever stands before the screen without a shell."""

import re

import pytest

from ui.frame import TABS
from ui.i18n import NAMES, read_catalogue

COMMAND = re.compile(
    r"\btingxia [a-z]|--[a-z]|`(dmesg|arecord)|\b(sudo|pip|apt) |systemctl|journalctl|ssh-keygen"
)
TO_A_SHELL = {
    # `models remove`
    (
        "Choose another one with `tingxia models use`, or repeat with --force: the next one takes "
        "its place."
    ),
    "`tingxia models list` shows what is installed.",
    # `recover` itself; a start of the box logs it, and the next one tries again
    "Check the disk and its permissions, then run `tingxia recover`.",
    "Make room on the disk, then run `tingxia recover`.",
    # `batch cancel --batch`
    "`tingxia batch list --json` tells the batch of every file.",
    # `transcribe`
    "Let the queue go on: tingxia batch resume",
    # a path to a file in the place of a stick
    "Name a stick as `tingxia stick list` shows it, or a folder.",
    # whatever asks a part of the box; the station says in its own words which one is away
    "Look at `tingxia status`.",
    "Start the box with `tingxia up`, or wait until it has started.",
    # `up` itself, with these options
    "Free some space there (150 MB are needed), or choose another --data-dir.",
    "Choose a WAV, FLAC or Ogg file with --mic file:PATH, or use --mic sample.",
    # after what hands can do
    "Or use the virtual microphone: --mic sample.",
    (
        "No microphone can be opened ({problems}). Plug it in again, close programs that use it, "
        "or use the virtual microphone: --mic sample."
    ),
}
"""What only commands say."""

PAGE = {"en": r"\b{0} page\b|\bunder {0}\b", "zh-CN": "“{0}”[页里]"}
ELSEWHERE = {
    "en": r"settings \(recognition|\(Settings, This box\)|under Details"
    r"|[Ww]hoever looks after the box|the administrator|\bHave (it|the bundle) (made|signed)"
    r"|[Ww]hoever makes it",
    "zh-CN": "设置的“识别”|设置 → 本机|“详情”|管理员|制作者",
}
"""A place that is no page of its own, or a person."""


@pytest.mark.parametrize("code", NAMES)
def test_who_has_no_shell_is_told_where_else(code: str) -> None:
    """A page, or whom to ask, beside every command that the screen names."""
    said = {str(message.id): str(message.string) for message in read_catalogue(code)}
    pages = [PAGE[code].format(re.escape(said[tab.words])) for tab in TABS]
    elsewhere = re.compile("|".join([*pages, ELSEWHERE[code]]))
    with_command = {msgid for msgid in said if COMMAND.search(msgid)}

    assert set() == TO_A_SHELL - with_command
    shown = [said[msgid] for msgid in with_command - TO_A_SHELL]
    assert [] == [text for text in shown if not elsewhere.search(text)]
