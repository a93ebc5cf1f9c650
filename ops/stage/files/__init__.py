"""Run sheets as files: read as crews write them, compared with the sheet, written out again."""
