"""What a value, a field and a register are."""
