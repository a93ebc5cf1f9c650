"""Verbs of the livestreams: sessions and slots, what happens to them, who asks for what, what comes by itself."""
