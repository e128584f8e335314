"""What makes an exported text another one."""

from dataclasses import replace

from appliance.domain.marker import Marker, MarkerKind
from appliance.export.text_digest import text_digest
from tests.fakes.export_items import item
from tests.fakes.speech import segment

MARKER = Marker(at_sample=100, kind=MarkerKind.DECISION)


def digest(*markers: Marker) -> str:
    """Return that of a recording with these markers."""
    found = item(segment(0.5, "会议开始。"))
    return text_digest(replace(found, recording=replace(found.recording, markers=markers)))


def test_a_note_beside_a_marker_is_new_text() -> None:
    """It is written after the recording, perhaps after its export; a marker alone comes with it."""
    noted = digest(replace(MARKER, note="冷却泵"))
    assert 3 == len({digest(MARKER), noted, digest(replace(MARKER, note="泵 2"))})
    assert digest() == digest(MARKER)
