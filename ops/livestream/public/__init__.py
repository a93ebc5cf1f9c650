"""The programme that the public reads: pages, calendars, JSON, the wall of the mall."""
