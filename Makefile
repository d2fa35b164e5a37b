# Each target sets up what it needs in .venv; a fresh machine needs Python 3.11+ and the package registries.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= data/demo
PORT ?= 8000
CATALOGUES := $(wildcard src/guatu/*/locale/*/LC_MESSAGES/django.po)
ISLANDS := $(shell find web/src -type f 2>/dev/null) web/build.mjs web/package-lock.json
MANIFEST := src/guatu/shell/static/guatu/dist/manifest.json
WORKERS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: demo test test-all check bench soak lock golden fresh clean

demo: $(VENV)/ready $(MANIFEST)  ## set up, load the demo district, serve it, print the address
	$(BIN)/guatu --data $(DATA) demo --port $(PORT)

# Compiled once: else each worker, and each process that a test starts, compiles all anew where the
# machine forbids it to be kept.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/ready $(MANIFEST)  ## set up, run all tests: everything on SQLite, the database tests on PostgreSQL too
	$(BIN)/python -m pytest -n $(WORKERS)
	$(BIN)/python -m pytest -n $(WORKERS) --database=postgresql -m "django_db and not e2e"

check: $(VENV)/ready $(MANIFEST)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint src
	GUATU_DATA=$$(mktemp -d) GUATU_SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(60))") $(BIN)/guatu manage check --deploy --fail-level WARNING
	GUATU_DATA=$$(mktemp -d) GUATU_SECRET_KEY=check-only $(BIN)/guatu manage makemigrations --check --dry-run
	$(BIN)/python -m pytest -q -n0 -p no:randomly tests/repo
	$(BIN)/python hatch_build.py typecheck

bench: $(VENV)/ready $(MANIFEST)  ## each case against something a user would otherwise use, in the same run
	@for case in bench/*.py; do echo "== $$case"; $(BIN)/python $$case || exit 1; done

soak: $(VENV)/ready  ## kill workers, web servers and databases a thousand times: KILLS=1000 DATABASE=both FIRST=0
	$(BIN)/python tests/soak/kills.py

lock: $(VENV)/ready  ## compile the hashed requirement files again
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/base.in -o requirements/base.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/postgresql.in -o requirements/postgresql.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/print.in -o requirements/print.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/dev.in -o requirements/dev.txt

golden: $(VENV)/ready
	$(BIN)/python -m pytest -q -n0 --update-golden tests

$(VENV)/ready: requirements/dev.txt pyproject.toml hatch_build.py
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

$(MANIFEST): $(VENV)/ready $(ISLANDS) $(CATALOGUES)
	$(BIN)/python hatch_build.py
	touch $@

clean:
	rm -rf $(VENV) web/node_modules src/guatu/shell/static/guatu/dist
