"""Who learns what, by when: organisations, members, assignments and progress (none yet)."""
