"""Speech recognition engines, each the only importer of its library."""
