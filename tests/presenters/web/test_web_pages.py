"""A page is one file that asks for nothing, says the same twice, and runs no data."""

import html as html_module
import os
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from tests.pack_reader import read_page
from web_pages import EVERYTHING, PAYLOADS, objects, poisoned, poisoned_index, sample, square

from natres.errors import BadData
from natres.presenters.web import AreaLayer, Category, Colouring, IndexEntry, IndexPage, draw_index, draw_page
from natres.presenters.web.safety import refuse_external


class Elements(HTMLParser):
    """Lists what a browser would build."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def count(self, tag):
        return sum(name == tag for name, _ in self.tags)


def test_the_same_page_is_the_same_bytes():
    assert draw_page(sample()) == draw_page(sample())
    assert draw_index(poisoned_index("x")) == draw_index(poisoned_index("x"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_linked_from_outside(language):
    html = draw_page(sample(language=language))
    assert not re.search(r"(src|href)\s*=\s*[\"']?\s*(https?:|//)", html, re.IGNORECASE)
    for _, attributes in Elements(html).tags:
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith(("#", "index.html"))
    assert "sourceMappingURL" not in html
    assert "url(" not in "".join(re.findall(r"<style>.*?</style>", html, re.DOTALL))


def test_folium_made_the_map_element_and_the_licence_travels_along():
    html = draw_page(sample())
    assert html.count('class="folium-map"') == 1
    assert "BSD 2-Clause License" in html
    assert "natres:" not in re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("text", PAYLOADS)
def test_payloads_survive_literally_and_unexecuted(text):
    html = draw_page(poisoned(text))
    page = read_page(html)
    areas, boundaries, points = page.layers
    assert areas.head["title"] == points.head["title"] == [text, text + " "]
    assert areas.values["text"] == [text] * 2
    assert areas.values["code"] == [text, text + "x"]
    assert areas.head["colourings"][0]["categories"][0]["label"] == [text, text + " "]
    assert boundaries.head["labels"] == [[text, text + " "], text]
    assert {figure["rule"] for figure in page.head["figures"]} == {text}
    assert page.head["sources"][0]["file"] == text.replace("\\", "/").rsplit("/", 1)[-1]
    title = html_module.unescape(re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1])
    assert title == text


@pytest.mark.parametrize("draw", [lambda t: draw_page(poisoned(t)), lambda t: draw_index(poisoned_index(t))])
def test_payloads_build_no_element(draw):
    calm, poison = Elements(draw("x")), Elements(draw(EVERYTHING))
    assert [tag for tag, _ in poison.tags] == [tag for tag, _ in calm.tags]
    names = [sorted(attributes) for _, attributes in poison.tags]
    assert names == [sorted(attributes) for _, attributes in calm.tags]


def test_no_template_is_computed():
    html = draw_page(poisoned("{{ 7*7 }} {{ cycler.__init__.__globals__.os.getpid() }}"))
    visible = html_module.unescape(re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL))
    assert "{{ 7*7 }}" in visible
    assert str(os.getpid()) not in visible.replace("49", "")


def test_signs_of_templates_and_markup_never_stand_bare_in_the_words():
    body = draw_index(poisoned_index(EVERYTHING)).split("<body", 1)[1]
    assert not re.search(r"[`${}]", body)
    assert "<script" not in draw_index(poisoned_index(EVERYTHING))


@pytest.mark.parametrize(
    "address",
    [
        "http://evil.test/",
        "HTTPS://evil.test/",
        "//evil.test/",
        "\\\\evil\\share",
        "/etc/passwd",
        " \n//evil.test",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "C:\\maps\\a.html",
    ],
)
def test_addresses_outside_the_report_are_refused(address):
    with pytest.raises(BadData) as caught:
        draw_page(sample(home=address))
    assert caught.value.code == "PAGE_EXTERNAL"
    entry = IndexEntry("a", "b", address)
    for field in ("maps", "files"):
        with pytest.raises(BadData):
            draw_index(IndexPage("t", "", "zh", **{field: (entry,)}))


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.test/x.js">',
        "<img src=//cdn.test/x.png>",
        "<link href = 'HTTP://cdn.test/x.css'>",
        "<a href=https://x.test>",
    ],
)
def test_the_last_gate_sees_what_reaches_outside(html):
    with pytest.raises(BadData):
        refuse_external(html)


@pytest.mark.parametrize("address", ["index.html", "../index.html", "maps/现状.html", "a%20b.html", "#top"])
def test_addresses_inside_the_report_pass(address):
    assert f'href="{address}"' in html_module.unescape(draw_page(sample(home=address)))


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", "#123456;x:y", "", "{{ 7*7 }}"])
def test_only_plain_colours_reach_a_style(colour):
    colouring = Colouring("c", "t", (Category("a", "a", colour),), np.array([0]))
    layer = AreaLayer("k", "t", objects(square(0, 0)), (colouring,))
    with pytest.raises(ValueError, match="#rrggbb"):
        draw_page(sample(layers=(layer,)))


def test_characters_no_file_can_hold_do_not_stop_a_page():
    page = replace(poisoned("a\x00b\ud800c\ufffe"), home="")
    draw_page(page).encode("utf-8")
    draw_index(poisoned_index("a\x00\ud800")).encode("utf-8")


def test_the_policy_names_every_script_and_no_network():
    html = draw_page(sample())
    policy = next(a["content"] for t, a in Elements(html).tags if a.get("http-equiv") == "Content-Security-Policy")
    running = [a for t, a in Elements(html).tags if t == "script" and a.get("type") != "text/plain"]
    assert policy.startswith("default-src 'none'")
    assert policy.count("'sha256-") == len(running) == 3
    assert "unsafe-inline' blob" not in policy.split("style-src")[0]
    assert "http" not in policy


def test_figures_and_notes_are_there_without_script():
    html = html_module.unescape(draw_page(sample()))
    for text in ("258.08", "城乡建设用地", "示例数据（虚构）", "审图号：待核", "DLTB.gpkg，EPSG:4490"):
        assert text in re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert "<noscript>" in html
    assert "需要启用 JavaScript" in html


def test_the_index_runs_nothing():
    html = draw_index(IndexPage("报告", "", "zh", headline=(("耕地", "120.54 km²", "alert"),)))
    assert Elements(html).count("script") == 0
    assert "script-src 'none'" in html
    assert "120.54 km²" in html
    assert "注意" in html
