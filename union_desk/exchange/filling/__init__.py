"""Filling the forms of others in place: an official workbook or Word form keeps everything but the cells to be filled.

`rows` fills a table, `single` a form with one record a sheet, `word` a Word document; `comparing` shows what differs.
"""
