"""The live bridge: one hub, its sites, cues that fire together, and lines that may break."""
