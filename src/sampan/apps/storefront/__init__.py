"""What the store window shows: a read model that events keep up to date."""
