"""Who is greeted and introduced, in which order; delegations and seats."""
