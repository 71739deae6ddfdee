"""A superior that itself reports to a higher one: both ends of the road at once, so it stands above both rooms."""
