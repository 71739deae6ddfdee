"""Keys, and later accounts, backups and upgrades."""
