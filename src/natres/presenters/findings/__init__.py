"""What a check found, shown: tables, JSON, places for QGIS, a map, JUnit XML, one page for the data's supplier."""

from natres.presenters.findings.json_findings import findings_json
from natres.presenters.findings.junit import junit_xml
from natres.presenters.findings.map_page import Ground, findings_page
from natres.presenters.findings.places import place_styles, places_frame
from natres.presenters.findings.summary import summary_docx, verdict_sentence
from natres.presenters.findings.tables import brief_findings, finding_table, findings_tables

__all__ = [
    "Ground",
    "brief_findings",
    "finding_table",
    "findings_json",
    "findings_page",
    "findings_tables",
    "junit_xml",
    "place_styles",
    "places_frame",
    "summary_docx",
    "verdict_sentence",
]
