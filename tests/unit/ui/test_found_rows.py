"""Rows of a list whose search leaves candidates out."""

from ui.found_rows import FoundRows


def test_the_next_rows_go_on_where_the_last_ended() -> None:
    """Not at their own number: what was left out before them would be shown again."""
    rows = FoundRows()
    rows.read(0, 20, 370)
    rows.read(20, 20, 395)

    assert [0, 370, 395] == [rows.offset(row) for row in (0, 20, 40)]


def test_a_jump_is_counted_from_the_nearest_row_before_it() -> None:
    """Where nothing was left out this is the row itself."""
    rows = FoundRows()

    assert 500 == rows.offset(500)
    rows.read(0, 20, 30)
    assert [5, 510] == [rows.offset(5), rows.offset(500)]


def test_the_end_of_the_list_tells_nothing_of_other_rows() -> None:
    """Nothing follows it."""
    rows = FoundRows()
    rows.read(0, 7, None)

    assert 7 == rows.offset(7)
