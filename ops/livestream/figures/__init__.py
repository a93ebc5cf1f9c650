"""Numbers of livestreams: typed, read from exports of platforms, kept with their source, added up."""
