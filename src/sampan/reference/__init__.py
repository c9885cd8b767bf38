"""What the world says: dated tables with their sources, parsed into domain values."""
