"""What leaves the stage on a cue (HTTP, OSC, OBS), and control that comes in (HTTP with a token, OSC)."""
