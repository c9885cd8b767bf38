"""Template filters that every door shares; they lie in the kernel because doors never meet."""
