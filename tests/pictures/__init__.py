"""Pictures of the real screens, made by walking through the program: `python -m tests.pictures FOLDER`."""
