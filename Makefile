# One command each; every command sets up what it needs in ./.venv by itself.
SHELL := /bin/bash
PYTHON ?= python3
UV_VERSION := 0.13.8
BIN := .venv/bin

.PHONY: setup run test lint bench lock clean

setup: .venv/.ready

.venv/.ready: requirements/dev.txt requirements/base.txt
	@$(PYTHON) -c 'import sys; sys.exit("Pomost needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None' || exit 2
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's ensurepip is missing: install the package python3-venv, then run make again" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip sync --quiet --require-hashes requirements/dev.txt
	@printf '%s\n' "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/pomost.pth"
	@printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m bot "$$@"\n' "$(CURDIR)" > $(BIN)/pomost && chmod +x $(BIN)/pomost
	@touch $@

run: setup
	@$(BIN)/python -m bot run --demo

test: setup
	@$(BIN)/python -m pytest -n 2

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m bot knowledge check

bench: setup
	@$(BIN)/python -m benchmarks

lock: setup
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements/base.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --extra dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf .venv dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
