"""The rules that only one country has, and the book in which all of them stand."""
