"""What all tests share."""

from hypothesis import settings

from appliance.offline import go_offline

go_offline()

settings.register_profile("tingxia", deadline=None)
settings.load_profile("tingxia")
"""A busy machine is no error; benches measure."""
