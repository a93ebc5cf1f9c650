"""Livestreams: what is sold by whom, where and on which channel; the schedule, its rules and its numbers."""
