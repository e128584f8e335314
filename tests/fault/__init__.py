"""Faults made to order: a disk that forgets, hostile audio, damaged databases, killed processes."""
