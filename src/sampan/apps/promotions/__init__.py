"""What the owner takes off, under which conditions, and how often it was used."""
