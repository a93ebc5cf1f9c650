"""Verbs of reception: `doors` takes scans in, `lists` changes guests and gates, `issues` settles what people decide."""
