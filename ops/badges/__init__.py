"""Badges and paper lists: sheets to print, what was printed, entries typed in afterwards."""
