"""Personal data of one person: what is kept, until when, and how it is erased (domain reference §13)."""
