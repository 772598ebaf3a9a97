"""What the browser computes itself is what Python computes: areas in units, fractions, measures on the ellipsoid."""

import random
from fractions import Fraction

import pytest
from pyproj import Geod
from web_pages import sample

from natres.core.units import area_text, exact_text
from natres.presenters.web import draw_page

pytestmark = pytest.mark.browser

CGCS2000 = Geod(a=6378137.0, rf=298.257222101)


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    path = tmp_path_factory.mktemp("exact") / "页.html"
    path.write_text(draw_page(sample()), encoding="utf-8", newline="")
    room = chromium.new_context(offline=True)
    opened = room.new_page()
    opened.goto(path.as_uri())
    opened.wait_for_selector("#legend .layer")
    yield opened
    room.close()


@pytest.mark.parametrize(("unit", "decimals"), [("m2", 2), ("ha", 4), ("mu", 2), ("km2", 2), ("ha", 2), ("1e4mu", 4)])
def test_areas_print_as_the_tables_do(page, unit, decimals):
    dice = random.Random(7)
    areas = [0, 1, 49, 50, 51, 99, 150, 1000, 66667, 2**32 - 1, 2**32, 2**32 + 50, 2**53 - 1, -50, -51, -66667]
    areas += [dice.randrange(10 ** dice.randrange(1, 15)) for _ in range(400)]
    areas += [dice.randrange(10**9) * 100 + 50 for _ in range(200)]  # halves of the last digit of a hectare
    areas += [1000 * dice.randrange(1, 10**6, 2) // 3 for _ in range(200)]  # about halves of a mu's last digit
    told = page.evaluate("([areas, unit, n]) => areas.map((a) => natres.areaText(a, unit, n))", [areas, unit, decimals])
    assert told == [area_text(area, unit, decimals) for area in areas]


def test_numbers_without_end_say_so(page):
    def told(value, most):
        return page.evaluate("([v, n]) => natres.exactText(natres.parsed(v), n)", [value, most])

    for value in ("1/4", "7", "-12.5", "0.05", "1234500"):
        assert told(value, 8) == exact_text(Fraction(value), 8)
    assert told("1/3", 4) == "0.3333…"
    assert told("-2/3", 2) == "-0.67…"


def test_differences_and_quotients_are_exact(page):
    script = """() => {
      const third = natres.over(natres.parsed("1"), natres.parsed("3"));
      const none = natres.minus(natres.minus(natres.minus(natres.parsed("1"), third), third), third);
      return [natres.exactText(none, 20), natres.over(third, none),
        natres.exactText(natres.times(natres.parsed("0.1"), natres.parsed("0.2")), 20)];
    }"""
    assert page.evaluate(script) == ["0", None, "0.02"]


def test_lengths_are_those_of_the_geodesic(page):
    dice = random.Random(5)
    pairs = [
        ((117.0, 39.0), (117.0, 39.0)),
        ((117.0, 39.0), (117.0, 39.9)),
        ((179.9, 10.0), (-179.9, 10.5)),
        ((0, 0), (1, 0)),
    ]
    for _ in range(200):
        lon, lat, size = dice.uniform(73, 135), dice.uniform(3, 54), dice.choice([0.0001, 0.01, 1.0])
        pairs.append(((lon, lat), (lon + dice.uniform(-size, size), lat + dice.uniform(-size, size))))
    told = page.evaluate("(pairs) => pairs.map(([a, b]) => natres.geodesic(a, b).length)", pairs)
    for (start, end), length in zip(pairs, told, strict=True):
        assert abs(length - CGCS2000.inv(*start, *end)[2]) < 0.001


def test_a_place_along_the_way_is_where_it_should_be(page):
    lon, lat, _ = CGCS2000.fwd(117.2, 39.1, 63.0, 87_654.3)
    told = page.evaluate("() => natres.along([117.2, 39.1], 63 * Math.PI / 180, 87654.3)")
    assert told == pytest.approx([lon, lat], abs=1e-9)


def test_areas_are_those_of_the_ellipsoid(page):
    dice = random.Random(11)
    rings = [
        [(117.0, 39.0), (117.01, 39.0), (117.01, 39.01), (117.0, 39.01)],
        [(116.9, 38.8), (117.3, 38.8), (117.3, 39.2)],
        [(179.9, 10.0), (-179.9, 10.0), (-179.9, 10.2), (179.9, 10.2)],
        [(117.0, -0.1), (117.2, -0.1), (117.2, 0.1), (117.0, 0.1)],
    ]
    for _ in range(60):
        lon, lat, size = dice.uniform(73, 135), dice.uniform(3, 54), dice.choice([0.001, 0.05, 0.6])
        rings.append([(lon, lat), (lon + size, lat + size * dice.random()), (lon + size / 2, lat + size)])
    told = page.evaluate("(rings) => rings.map(natres.ringArea)", rings)
    for ring, area in zip(rings, told, strict=True):
        right = abs(CGCS2000.polygon_area_perimeter(*zip(*ring, strict=True))[0])
        assert area == pytest.approx(right, rel=1e-6)


def test_an_area_does_not_depend_on_where_or_which_way_it_begins(page):
    ring = [[117.0, 39.0], [117.2, 39.05], [117.15, 39.2], [117.0, 39.15]]
    told = page.evaluate("(rings) => rings.map(natres.ringArea)", [ring, ring[::-1], ring[2:] + ring[:2]])
    assert told == pytest.approx([told[0]] * 3, rel=1e-9)
