"""What is printed: page helpers, fonts with fallback, one file per form."""
