"""What happens: one verb a file; the only place where rooms meet and the network is called."""
