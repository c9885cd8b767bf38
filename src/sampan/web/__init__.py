"""How it is shown: HTTP in, HTML or JSON out."""
