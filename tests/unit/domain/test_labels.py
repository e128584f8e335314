"""What people write about recordings is tidied."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.labels import tidy_speaker_names, tidy_tags, tidy_title


def test_tags_are_told_apart_by_more_than_case() -> None:
    """Each once, spelled as it came first; blanks are none."""
    assert ("QA team", "周会") == tidy_tags([" QA  team", "qa TEAM", "周会", " ", "周会"])


def test_an_empty_title_is_no_title() -> None:
    """Then the recording is called as it was recorded."""
    assert (None, None, "a b") == (tidy_title(None), tidy_title(" \n"), tidy_title(" a\nb "))


@given(
    title=st.text(st.characters()),
    tags=st.lists(st.text(st.characters())),
    names=st.dictionaries(st.integers(), st.text(st.characters())),
)
def test_what_is_tidy_stays_as_it_is(title: str, tags: list[str], names: dict[int, str]) -> None:
    """So that a library made again from the files is the same."""
    tidied = tidy_title(title), tidy_tags(tags), tidy_speaker_names(names)

    assert tidied == (
        tidy_title(tidied[0]),
        tidy_tags(tidied[1]),
        tidy_speaker_names(tidied[2]),
    )
