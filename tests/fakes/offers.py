"""The time in which something can be undone, played forward."""

from ui.offers import Offers


def end_newest(offers: Offers) -> None:
    """Have the time of the newest offer be over."""
    newest = offers.waiting[-1]
    offers._expiries[newest].cancel()
    offers._over(newest)
