"""What we estimate: numbers in, numbers out, each with how sure it is."""
