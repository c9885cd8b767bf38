"""The catalog as values: one module for each kind of reader."""
