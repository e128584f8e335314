"""Licences of a few things."""

from appliance.station.face_licences import LicencesTold, Licensed


class FakeLicences:
    """Implements face_licences.Licences. Its public fields are the test's hands."""

    def __init__(self) -> None:
        self.everything = LicencesTold(
            models=(Licensed(name="whisper-base", title="Whisper base", licence="MIT"),),
            packages=(
                Licensed(name="argon2-cffi", title="argon2-cffi 25.1.0", licence="MIT"),
                Licensed(name="kaldiio", title="kaldiio 2.18.1", licence=""),
            ),
        )
        self.texts = {"argon2-cffi": "The MIT License (MIT)\n\nPermission is hereby granted…"}

    async def told(self) -> LicencesTold:
        """Return what the test has set."""
        return self.everything

    async def text(self, package: str) -> str:
        """Return what the test has set."""
        return self.texts.get(package, "")
