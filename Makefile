# What people type. `make run` and `make test` need only python3, pip and make; the rest is for developers.

VENV := .venv
PY   := $(VENV)/bin/python
UV   := uv==0.13.9

.PHONY: setup run test check format lint types imports docs golden gallery torture bench sample lock kit prove-kit clean system

setup: $(VENV)/.ok

# uv installs the locked packages in seconds; where it cannot be had, pip does the same more slowly.
$(VENV)/.ok: requirements.lock pyproject.toml
	python3 -m venv $(VENV)
	( $(PY) -m pip install -q --disable-pip-version-check $(UV) \
	  && $(VENV)/bin/uv pip install -q --compile-bytecode --python $(PY) --require-hashes -r requirements.lock \
	  && $(VENV)/bin/uv pip install -q --python $(PY) --no-deps -e . ) \
	|| ( $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock \
	  && $(PY) -m pip install -q --disable-pip-version-check --no-deps -e . )
	@touch $@

run: setup
	$(VENV)/bin/natres report data/xiqing.toml -o build/report

# One worker per core; a worker that is done takes over tests of another, so modules mostly stay together.
test: setup
	$(PY) -m pytest -n auto --maxprocesses 8 --dist worksteal

check: format lint imports types test docs

format: setup
	$(VENV)/bin/ruff format --check src tests tools docs benchmarks

lint: setup
	$(VENV)/bin/ruff check src tests tools docs benchmarks

imports: setup
	$(VENV)/bin/lint-imports

types: setup
	$(VENV)/bin/pyright

docs: setup
	$(PY) docs/build.py --check

golden: setup
	NATRES_REWRITE_GOLDEN=1 $(PY) -m pytest tests/test_golden.py tests/workflows/test_report_texts.py
	$(PY) docs/build.py

gallery: setup
	$(VENV)/bin/natres map data/xiqing.toml landuse quota forest wells ledgers ownership -o build/gallery/maps
	$(PY) tools/draw_gallery.py build/gallery --into maps/gallery
	$(PY) tools/draw_sample.py data --into maps/sample

# The same kills and damaged inputs as `make test` tries, only many more of them.
torture: setup
	NATRES_KILLS=200 NATRES_FUZZ=2000 $(PY) -m pytest -n auto --maxprocesses 8 tests/torture
	NATRES_PLANTED=60000 $(PY) -m pytest tests/checks/test_planted.py
	NATRES_MANY=1 $(PY) -m pytest -n auto --maxprocesses 8 tests/core tests/desk tests/presenters tests/sample tests/workflows

bench: setup
	$(PY) benchmarks/areas.py
	$(PY) benchmarks/pages.py
	$(PY) benchmarks/reading.py
	$(PY) benchmarks/covering.py
	$(PY) benchmarks/changing.py
	$(PY) benchmarks/zoning.py
	$(PY) benchmarks/zonal.py

# How the committed sample was made; another processor may weave another fabric from the same seed.
sample: setup
	$(VENV)/bin/natres sample data --parcels 12000 --seed 1 --force

lock: setup
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --extra dev \
	  pyproject.toml -o requirements.lock

# The offline kit (docs/offline-kit.md). KIT_PYTHON="3.11 3.12 3.13" carries several Pythons; empty: one per platform.
KIT_PLATFORMS ?= windows-x64 linux-x86_64 linux-arm64
KIT_PYTHON    ?=

kit: setup
	$(PY) tools/build_kit --platforms $(KIT_PLATFORMS) $(if $(KIT_PYTHON),--pythons $(KIT_PYTHON)) --into dist

prove-kit: setup
	$(PY) tools/build_kit/prove.py dist/natres-*-linux-x86_64

system:
	apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk

clean:
	rm -rf build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
