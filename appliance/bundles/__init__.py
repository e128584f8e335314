"""Signed bundles: what makes one, who signed it, which were installed."""
