"""What the bridge decides, alone: clock, cues, tally, line-up, records. Standard library only."""
