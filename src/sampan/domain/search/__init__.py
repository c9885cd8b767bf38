"""Finding words: how text becomes terms, and which terms a question asks for, in any language."""
