"""Data that ships with the program: code lists, fonts, icons, words, samples."""
