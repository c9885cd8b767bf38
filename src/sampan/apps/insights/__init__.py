"""What visitors looked at and looked for, without who they are."""
