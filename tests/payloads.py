"""Texts that want to be run: as templates when a page is made, as markup or script when it is opened."""

__all__ = ["EVERYTHING", "PAYLOADS", "SCRIPTS", "TEMPLATES"]

TEMPLATES = (
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{# gone #}",
    "{% endraw %}{{ 7*7 }}",
)
SCRIPTS = (
    "<script>window.__pwned++</script>",
    "</script><script>window.__pwned++</script>",
    "<img src=x onerror=window.__pwned++>",
    '"><svg onload="window.__pwned++">',
    "'\" onmouseover='window.__pwned++' x=\"",
    "`${window.__pwned++}`",
    "${window.__pwned++}",
    "</style></title></textarea><script>window.__pwned++</script>",
    "<!--<script>window.__pwned++",
    "javascript:window.__pwned++",
    "a\u2028window.__pwned++\u2029\r\nb\\",
    "<!--natres:data-->/*natres:app*/",
    '<a href="http://evil.test/x">href=http://evil.test src=//evil.test</a>',
)
PAYLOADS = TEMPLATES + SCRIPTS
EVERYTHING = " ".join(PAYLOADS)
