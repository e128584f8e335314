"""What the history shows, and its address."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.list_order import ListOrder
from ui.wanted import DAYS, LENGTHS, LONGEST, ORDERS, Wanted

typed = st.text(max_size=LONGEST)
wanted = st.builds(
    Wanted,
    text=typed,
    days=st.sampled_from([number for number, _name in DAYS.values()]),
    length=st.sampled_from(list(LENGTHS)),
    tag=typed,
    speaker=typed,
    language=st.sampled_from(["", "zh", "yue"]),
    has_marker=st.booleans(),
    trashed=st.booleans(),
    order=st.sampled_from(list(ORDERS)),
)


@given(wanted)
def test_an_address_brings_back_what_was_wanted(one: Wanted) -> None:
    """Whatever was typed and chosen; what is empty need not stand in it."""
    said = {name: value for name, value in one.parameters.items() if value}
    assert one == Wanted.read(said)


@given(st.dictionaries(st.sampled_from([*Wanted().parameters, "at", ""]), st.text()))
def test_any_address_is_read(parameters: dict[str, str]) -> None:
    """What nobody could have chosen is left out; the page comes all the same."""
    read = Wanted.read(parameters)
    assert read == Wanted.read(read.parameters)
    assert all(len(value) <= LONGEST for value in read.parameters.values())


def test_conditions_are_counted_without_what_was_typed() -> None:
    """The field shows that by itself."""
    assert 0 == Wanted(text="锅炉").conditions
    assert 3 == Wanted(text="锅炉", days=7, has_marker=True, trashed=True).conditions


def test_an_order_is_no_condition() -> None:
    """It leaves nothing out; every order there is can be chosen."""
    assert set(ListOrder) == set(ORDERS)
    assert 0 == Wanted(order=ListOrder.TITLE).conditions
