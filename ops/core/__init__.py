"""What every domain stands on: database, journal, live feed, clock, people and devices (nền chung)."""
