"""Figures about the members: cross-tables, qualified records, joiners and leavers, and the workbook that holds them."""
