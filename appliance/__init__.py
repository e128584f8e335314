"""Tingxia, the offline transcription appliance: everything but the pixels."""
