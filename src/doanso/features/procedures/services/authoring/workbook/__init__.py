"""Many procedures as one workbook that people edit in Excel or LibreOffice, and back.

`writing.write` and `reading.read` know nothing of what is stored: contents of the exchange become rows of sheets and
rows become contents. What a cell cannot say stands in the last column of its row as JSON, so that nothing is lost.
`planning.plan` compares what was read with what stands here, `taking.take` makes drafts of it.
"""
