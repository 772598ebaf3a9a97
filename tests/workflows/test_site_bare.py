"""A site against a district that has parcels alone: no protection lines, and that is said."""

from natres.workflows import Options, init_district, site


def test_a_district_without_lines_still_answers(sample_dir, tmp_path):
    quota = {"key": "construction", "label": "建设用地", "measure": "construction"}
    init_district(
        tmp_path / "区", source=sample_dir / "landuse", name="西青区", code="120111", year="2022", language="zh",
        quotas=[{**quota, "kind": "ceiling", "limit": "200"}],
    )  # fmt: skip
    place = sample_dir / "project" / "site_points.txt"
    answer = site(place, tmp_path / "区" / "district.toml", Options(language="zh"), output=tmp_path / "选址")
    assert {path.suffix for path in answer.folder.iterdir()} >= {".html", ".docx"}
    assert "突破 1 项用地指标" in answer.sentences[0]
    assert "控制线（" not in answer.sentences[0]
