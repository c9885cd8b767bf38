"""Where the shop sells, and by which habits."""
