"""What may be opened at all: path, format, first bytes and structure, before any driver or parser sees a file."""
