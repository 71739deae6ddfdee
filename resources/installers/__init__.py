"""What makes packages of the program for the systems that offices have: a `.deb`, and a set-up program for Windows."""
