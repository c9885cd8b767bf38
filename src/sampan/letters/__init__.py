"""What we write: values in, a letter's subject, text and HTML out; no memory and no decisions."""
