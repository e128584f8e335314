"""The process that owns the resident model."""
