"""An evening of the bridge, played through: see scripts/bridge_evening.py."""
