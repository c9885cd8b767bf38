"""How it is plugged in: settings, urls, servers, command line."""
