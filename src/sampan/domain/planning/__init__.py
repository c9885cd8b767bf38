"""What to do first, and what will be needed when."""
