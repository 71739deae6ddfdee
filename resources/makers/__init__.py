"""Commands for the people who maintain the project's data; no part of the program."""
