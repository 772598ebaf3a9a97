"""Build the offline kit: a folder that installs natres on an office PC without internet, and shows how."""
