"""The touchscreen: NiceGUI pages over the station."""
