"""The sheet on a laptop: columns, edits, undo, who else is there."""
