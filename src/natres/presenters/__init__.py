"""From results to tables, workbooks, JSON and pages; format and language are arguments, nothing is written here."""
