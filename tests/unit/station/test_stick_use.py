"""Which sticks are used."""

from pathlib import Path

import pytest

from appliance.station.stick_use import StickUse
from appliance.wire.supervision import Volume


def stick(identity: str) -> Volume:
    """Return a stick below /media."""
    return Volume(
        identity=identity,
        label=identity,
        mount_point=f"/media/{identity}",
        filesystem="exfat",
        free_bytes=1,
        total_bytes=1,
        writable=True,
    )


ONE, OTHER = stick("KING"), stick("KINGSTON")


def test_a_stick_is_used_by_whatever_lies_on_it() -> None:
    """A folder on it counts; another stick with a longer name does not."""
    use = StickUse()
    with use.writing(Path("/media/KING/Tingxia")):
        assert frozenset({"KING"}) == use.of((ONE, OTHER))
        assert use
        assert not use.is_read(Path("/media/KING/Tingxia"))
    assert frozenset() == use.of((ONE, OTHER))
    assert not use


def test_the_last_of_several_lets_it_go() -> None:
    """Also if one of them fails; each begin and end is told."""
    told: list[frozenset[str]] = []
    use = StickUse(lambda: told.append(use.of((ONE, OTHER))))
    place = Path("/media/KINGSTON")
    with use.reading(place):
        with pytest.raises(OSError, match="pulled"), use.reading(place), use.writing(place):
            raise OSError("pulled")
        assert use.is_read(place)
    assert not use.is_read(place)
    assert [{"KINGSTON"}] * 5 + [frozenset()] == told
