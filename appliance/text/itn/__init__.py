"""Inverse text normalisation: spoken numbers, dates, times and units written with digits."""

from appliance.text.itn.normaliser import apply_itn, warm

__all__ = ["apply_itn", "warm"]
