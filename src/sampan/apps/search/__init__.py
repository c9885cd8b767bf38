"""The index in which shoppers and the owner search."""
