"""Carrying recordings away: formats, stick, manifest, verification."""
