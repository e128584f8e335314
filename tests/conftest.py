"""What all tests share."""

from appliance.offline import go_offline

go_offline()
