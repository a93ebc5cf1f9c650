"""Run sheets on paper: the whole sheet, the MC's cards, cue lists of a department."""
