"""A host's own link: when they can come, and what they were told."""
