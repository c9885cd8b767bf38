"""`python -m sampan.config.cli` is the same as `sampan`."""

from sampan.config.cli import main

main()
