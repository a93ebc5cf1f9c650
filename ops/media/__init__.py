"""Media of the bridge: a process tree of its own (`ops media`). The web server imports `passes` and `packages` only."""
