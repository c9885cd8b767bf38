"""The door for what other systems tell us: signed bodies only."""
