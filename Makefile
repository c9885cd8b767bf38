# Two commands: `make run` starts the shop, `make test` proves it. Needs Python 3.11+ and make.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
JOBS ?= auto
MIGRATIONS := $(wildcard src/sampan/kernel/migrations/*.py src/sampan/apps/*/migrations/*.py)
MESSAGES := $(wildcard src/sampan/locale/*/LC_MESSAGES/*.po)

.DEFAULT_GOAL := help
.PHONY: help run test check prove lock messages map bench-store bench-quote bench-import lighthouse \
	screenshots clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

run: .venv/run.stamp .venv/messages.stamp .venv/sampan-empty.sqlite3  ## build what is missing, then start store, back office and worker (PORT=8000)
	@exec $(BIN)/sampan up --port $(PORT)

test: .venv/test.stamp .venv/messages.stamp .venv/sampan-empty.sqlite3  ## every test; what is missing on this machine is skipped with a line
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal $(PYTEST_ARGS)

check: .venv/test.stamp .venv/messages.stamp  ## style, types, contracts, the docs' examples, the map
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/make_map.py --check
	$(BIN)/python -m pytest -q tests/architecture docs --doctest-glob='*.md'

lock:  ## compile the hashed lock files anew (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/"; exit 1; }
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --group build pyproject.toml \
		-o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --group build --group test pyproject.toml \
		-c requirements/run.txt -o requirements/test.txt

messages: .venv/test.stamp  ## collect the texts to translate, update and compile the catalogs
	$(BIN)/python tools/messages.py update
	$(BIN)/python tools/messages.py compile

map: .venv/test.stamp  ## draw docs/map.md from the imports, point the tour at the code
	$(BIN)/python tools/make_map.py
	$(BIN)/python tools/link_tour.py

prove: .venv/test.stamp  ## races, kills and wrong news against the money core (ARGS="--size small")
	@PYTHONPATH=src:. $(BIN)/python -m tools.prove $(ARGS)

bench-store: .venv/test.stamp .venv/messages.stamp  ## speed and memory of the store's pages, as JSON
	@$(BIN)/python tools/bench_store.py $(ARGS)

bench-quote: .venv/test.stamp  ## speed of landed-cost quotes, as JSON
	@$(BIN)/python tools/bench_quote.py $(ARGS)

bench-import: .venv/test.stamp .venv/messages.stamp  ## speed and memory of a product import, as JSON
	@$(BIN)/python tools/bench_import.py $(ARGS)

lighthouse: .venv/test.stamp .venv/messages.stamp  ## Lighthouse on home, category and product (needs Node's npx)
	@$(BIN)/python tools/lighthouse.py $(ARGS)

screenshots: .venv/test.stamp .venv/messages.stamp  ## draw docs/pictures anew (needs chromium)
	@$(BIN)/python tools/screenshots.py $(ARGS)

clean:  ## remove the environment and every cache; the shop's own data under var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Sampan needs Python 3.11 or newer: '$(PYTHON)' was not found. Say where it is with: make PYTHON=/path/to/python3 run"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sampan needs Python 3.11 or newer; this is $$($(PYTHON) --version). Say where a newer one is with: make PYTHON=/path/to/python3 run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot build environments: its 'venv' or 'ensurepip' part is missing. On Debian and Ubuntu: apt install python3-venv. Or name another Python: make PYTHON=/path/to/python3 run"; exit 1; }
	@rm -rf .venv
	$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-build-isolation --no-deps -e .
	@touch $@

.venv/test.stamp: .venv/run.stamp requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

.venv/messages.stamp: .venv/run.stamp tools/messages.py $(MESSAGES)
	@$(BIN)/python tools/messages.py compile
	@touch $@

.venv/sampan-empty.sqlite3: .venv/run.stamp $(MIGRATIONS)
	@$(BIN)/sampan init --prepare
