"""What customs calls a thing: suggested codes, descriptions that pass, and what is missing."""
