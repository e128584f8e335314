"""`tingxia library` for what a person does to recordings, with and without a running box."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.domain.editing import EditKind, EditRequest
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.retention import Fate, Prospect, Reason, Rules
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, Origin
from appliance.paths import Paths
from appliance.station.errors import StationError
from appliance.wire.shelf import (
    LINES_PER_MESSAGE,
    AuditEntry,
    AuditTold,
    RetentionLine,
    TrashEmptied,
)
from tests.fakes.command_box import command_folder, holding
from tests.fakes.speech import ID, SENTENCES, on_disk
from tests.fakes.station import FakeStation
from tests.integration.test_library import OTHER, filled
from tests.integration.test_library_cli import tingxia

MARKED = "20250501-130000-ef56"


@pytest.fixture
async def paths(tmp_path: Path) -> Paths:
    """A data folder with two recordings, and no box."""
    paths = command_folder(tmp_path)
    await filled(paths)
    return paths


@pytest.fixture
async def box(paths: Paths) -> AsyncIterator[FakeStation]:
    """A box that holds the data folder and answers for its station."""
    async with holding(paths) as station:
        yield station


async def test_labels_without_a_box(paths: Paths) -> None:
    """They are shown wherever the recording is."""
    await tingxia(paths, "rename", ID, "泵站验收")
    await tingxia(paths, "tag", ID, "验收", "draft")
    await tingxia(paths, "speaker", ID, "2", "王工")
    told = json.loads((await tingxia(paths, "tag", ID, "--remove", "draft", "--json")).out)
    shown = (await tingxia(paths, "show", ID)).out

    assert ("泵站验收", "周会", ["验收"]) == (told["title"], told["recorded_title"], told["tags"])
    assert shown.startswith("泵站验收")
    assert "[00:00:05] 王工: 请大家看第二页" in shown


async def test_a_marker_is_noted_without_a_box(paths: Paths) -> None:
    """By its time; a time at which there is none names those that there are."""
    marker = Marker(at_sample=8_000, kind=MarkerKind.DEFECT)
    made = on_disk(paths, MARKED, markers=[marker])
    async with Library.open(paths) as library:
        await library.put_recording(made, total_samples=16_000, origin=Origin.MICROPHONE)
    noted = await tingxia(paths, "note", MARKED, "0:00", "冷却泵")
    shown = (await tingxia(paths, "show", MARKED)).out
    missed = await tingxia(paths, "note", MARKED, "0:07", "冷却泵")

    assert (0, "") == (noted.status, noted.err)
    assert "[00:00:00] marker, defect: 冷却泵" in shown
    assert (2, True) == (missed.status, "Say the second of one: 0.5." in missed.err)


async def test_a_text_is_corrected_without_a_box(paths: Paths) -> None:
    """One part of it, found by its time; undone and done again."""
    text = "请大家看第三页，这里没有问题。"
    edited = await tingxia(paths, "edit", ID, "--at", "0:05", "--text", text)
    split = await tingxia(paths, "edit", ID, "--at", "5", "--split-before", "这里")
    undone = await tingxia(paths, "undo", ID, "--json")
    shown = (await tingxia(paths, "show", ID)).out

    assert (0, "") == (edited.status, edited.err)
    assert f"+ {text}" in edited.out
    assert "+ 请大家看第三页， | 这里没有问题。" in split.out
    assert [(2, True), (1, False)] == [
        (line["number"], line["undone"]) for line in json.loads(undone.out)["edits"]
    ]
    assert text in shown


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("edit", ID, "--at", "0:05"), "one of --text"),
        (("edit", ID, "--text", "新"), "one of --text"),
        (("edit", ID, "--at", "half past", "--text", "新"), "00:01:23"),
        (("edit", ID, "--at", "9:00:00", "--remove"), "tingxia library show"),
        (("edit", ID, "--at", "0", "--text", "新", "--was", "旧"), "tingxia library show"),
        (("edit", ID, "--at", "0", "--split-before", "页"), SENTENCES[0]),
        (("edit", ID, "--at", "0", "--speaker", "Wang"), "tingxia library show"),
        (("undo", ID), f"tingxia library edit {ID}"),
        (("trash", "--empty"), "--empty --yes"),
        (("trash", ID), "--empty --yes"),
        (("delete", "20250501-120000-ffff"), "tingxia library list"),
    ],
)
async def test_wrong_input_is_told_the_next_step(
    paths: Paths, words: tuple[str, ...], hint: str
) -> None:
    """And nothing is done."""
    said = await tingxia(paths, *words)

    assert 2 == said.status
    assert hint in said.err.split("→")[1]


async def test_deleting_and_bringing_back_without_a_box(paths: Paths) -> None:
    """Through the trash to the end; the log tells all of it."""
    await tingxia(paths, "delete", ID, OTHER)
    trash = json.loads((await tingxia(paths, "trash", "--json")).out)
    await tingxia(paths, "restore", OTHER)
    gone = await tingxia(paths, "trash", "--empty", "--yes", "--json")
    listed = json.loads((await tingxia(paths, "list", "--json")).out)
    audit = json.loads((await tingxia(paths, "audit", "--json")).out)

    assert {ID, OTHER} == {line["prospect"]["id"] for line in trash["lines"]}
    assert all(line["explanation"] for line in trash["lines"])
    assert {"removed": [ID], "kept": {}} == json.loads(gone.out)
    assert [OTHER] == [line["id"] for line in listed]
    assert [("purge", ID), ("restore", OTHER)] == [
        (each["deed"], each["subject"]) for each in audit[:2]
    ]


async def test_emptying_the_trash_tells_how_far_it_is(paths: Paths) -> None:
    """Without a box; the rules tell it too."""
    await tingxia(paths, "delete", ID, OTHER)
    emptied = await tingxia(paths, "trash", "--empty", "--yes")
    applied = await tingxia(paths, "retention", "--apply")

    assert ["removing: 50 % of 2 recordings", "removing: 100 % of 2 recordings"] == (
        emptied.err.splitlines()
    )
    assert ("2 recordings removed for good.\n", "") == (emptied.out, applied.err)


async def test_a_running_box_tells_how_far_it_is(paths: Paths, box: FakeStation) -> None:
    """What it removes is counted as it goes; a refusal still comes as one."""
    box.shelf.emptied = TrashEmptied(removed=(ID, OTHER))
    emptied = await tingxia(paths, "trash", "--empty", "--yes")
    quiet = await tingxia(paths, "trash", "--empty", "--yes", "--json")
    box.shelf.refusal = StationError("{id} is on legal hold.", hint="Lift it first.", id=ID)
    refused = await tingxia(paths, "trash", "--empty", "--yes")

    assert ["removing: 50 % of 2 recordings", "removing: 100 % of 2 recordings"] == (
        emptied.err.splitlines()
    )
    assert ("2 recordings removed for good.\n", "") == (emptied.out, quiet.err)
    assert [ID, OTHER] == json.loads(quiet.out)["removed"]
    assert (9, f"{ID} is on legal hold.\n→ Lift it first.") == (refused.status, refused.err)


async def test_retention_explains_itself_before_it_does_anything(paths: Paths) -> None:
    """The dry run is the default."""
    said = await tingxia(paths, "retention")
    told = json.loads((await tingxia(paths, "retention", "--json")).out)

    assert 0 == said.status
    assert 2 == said.out.count("kept: no rule is set")
    assert "hours by what the format needs" in said.out
    assert {"kept: no rule is set"} == {line["explanation"] for line in told["lines"]}
    assert not told["applied"]


async def test_a_running_box_is_asked(paths: Paths, box: FakeStation) -> None:
    """For everything."""
    decision = Marker(at_sample=48_000, kind=MarkerKind.DECISION)
    texts, kind = ("开会。", "散会。"), TranscriptKind.SECOND_PASS
    box.add_recording(ID, texts=texts, kind=kind, markers=(decision,))
    for words in (
        ("rename", ID, "新"),
        ("tag", ID, "甲", "--remove", "乙"),
        ("tag", ID),
        ("speaker", ID, "2", "王工"),
        ("hold", ID, "--off"),
        ("note", ID, "0:03", "批准"),
        ("edit", ID, "--at", "0:30", "--text", "再见。"),
        ("edit", ID),
        ("undo", ID),
        ("redo", ID),
        ("delete", ID, OTHER),
        ("restore", ID),
        ("trash", "--empty", "--yes", ID),
        ("retention", "--apply"),
        ("audit", "--limit", "7"),
    ):
        said = await tingxia(paths, *words)
        assert (0, "") == (said.status, said.err)

    request = EditRequest(kind=EditKind.TEXT, start_sample=30 * 16_000, was="散会。", text="再见。")
    assert [
        ("rename", ID, "新"),
        ("tag", ID, ("甲",), ("乙",)),
        ("tag", ID, (), ()),
        ("name-speaker", ID, 2, "王工"),
        ("hold", ID, False),
        ("note-marker", ID, decision, "批准"),
        ("edit", ID, request),
        ("history", ID),
        ("undo", ID),
        ("redo", ID),
        ("delete", ID, OTHER),
        ("restore", ID),
        ("empty-trash", ID),
        ("retention", False, True),
        ("audit", 7),
    ] == box.shelf.asked


async def test_a_refusal_of_the_box_is_told_as_if_it_came_from_here(
    paths: Paths, box: FakeStation
) -> None:
    """With its exit status and its next step."""
    box.shelf.refusal = StationError("{id} is on legal hold.", hint="Lift it first.", id=ID)

    said = await tingxia(paths, "delete", ID)

    assert (9, "") == (said.status, said.out)
    assert f"{ID} is on legal hold.\n→ Lift it first." in said.err


async def test_a_long_plan_comes_whole(paths: Paths, box: FakeStation) -> None:
    """However many recordings there are; the log is printed in words."""
    count = 2 * LINES_PER_MESSAGE + 1
    box.shelf.rules = Rules(max_age_days=90)
    box.shelf.lines = tuple(
        RetentionLine(
            prospect=Prospect(
                id=f"20250501-{number:06}-ab12", fate=Fate.TRASH, reason=Reason.AGE, in_s=0.0
            ),
            title="[周会]",
            started="2025-05-01T12:00:00+00:00",
            duration_s=60.0,
        )
        for number in range(count)
    )
    box.shelf.audit_told = AuditTold(
        entries=(
            AuditEntry(
                at="2025-05-01T12:00:00+00:00",
                clock_trusted=False,
                deed="purge",
                subject=ID,
                facts={"by": "rule"},
            ),
        )
    )

    told = json.loads((await tingxia(paths, "retention", "--json")).out)
    summary = (await tingxia(paths, "retention")).out
    audit = (await tingxia(paths, "audit")).out

    assert count == len(told["lines"])
    assert f"Due now: {count} recordings to the trash, 0 recordings to be removed." in summary
    assert f'(clock not trusted)  purge  {ID}  by="rule"' in audit
