"""Model weights: catalogue and verification."""
