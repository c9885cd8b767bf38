"""What customs calls our goods: suggestions, and classifications that a person approved."""
