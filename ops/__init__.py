"""The operations system of one event: reception, stage, livestreams, spaces, live bridge, report."""
