"""Django's SQLite backend, with one gate through which all processes write in turn."""
