"""Experience spaces: booths and areas, stamp cards, counts at doors, leads with consent, the draw."""
