# Qudao. `make run` starts it, `make test` tries everything; docs/map.md says what is where.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install run test check bench lock browser clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(wildcard src/qudao/locale/*/LC_MESSAGES/*.po src/qudao/*/locale/*/LC_MESSAGES/*.po)
TESTS ?= tests
WORKERS ?= 2

help:
	@echo 'make install   everything into .venv, with the qudao command'
	@echo 'make run       the application with its own PostgreSQL: http://127.0.0.1:$${PORT:-8000}'
	@echo 'make test      the whole suite (TESTS=tests/rules for a part)'
	@echo 'make check     ruff, mypy, floors, house rules, migrations'
	@echo 'make bench     all benchmarks'
	@echo 'make lock      refresh requirements.lock from pyproject.toml'

install: $(VENV)/.installed $(CATALOGUES:.po=.mo)

# The environment, the locked packages (each checked against its hash), then Qudao itself.
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Qudao needs Python 3.11 or newer (set PYTHON=...).' >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo 'No virtual environment could be made: on Debian, apt-get install python3-venv' >&2; exit 1; }
	@uv=$$(command -v uv || true); \
	pip() { $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null 2>&1; }; \
	if [ -z "$$uv" ] && pip; then \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check uv && uv=$(BIN)/uv || echo 'No uv to be had: going on with pip.'; \
	fi; \
	by_uv() { [ -n "$$uv" ] && VIRTUAL_ENV=$(VENV) "$$uv" pip install --quiet --require-hashes -r requirements.lock && VIRTUAL_ENV=$(VENV) "$$uv" pip install --quiet --no-deps -e .; }; \
	by_pip() { pip || { echo 'No pip and no uv: on Debian, apt-get install python3-venv, then remove $(VENV).' >&2; return 1; }; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .; }; \
	echo 'Installing the locked packages …'; by_uv || by_pip
	@touch $@

%.mo: %.po $(VENV)/.installed
	@$(BIN)/pybabel --quiet compile -i $< -o $@

run: install
	@exec $(BIN)/qudao run

# Chromium and a Chinese font for the browser tests, where we may install them; elsewhere those tests skip and say so.
browser:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		missing=''; \
		command -v chromium >/dev/null || missing="$$missing chromium"; \
		compgen -G '/usr/share/fonts/*/noto/Noto*CJK*' >/dev/null || missing="$$missing fonts-noto-cjk"; \
		if [ -n "$$missing" ]; then \
			echo "Installing$$missing …"; \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; } >/dev/null </dev/null || echo "$$missing could not be installed: browser tests will skip."; \
		fi; \
	fi

# The kill drill first and alone, because it measures how fast things come back; then everything else on all cores.
test: install browser
	@if [ '$(TESTS)' = tests ]; then set -x; $(BIN)/python -m pytest -m kill tests; fi
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m 'not kill' $(TESTS)

# Settings are read by mypy and makemigrations: in a home of their own, so that a check leaves no keys behind.
check: export QUDAO_HOME := $(CURDIR)/$(VENV)/check-home
check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -W ignore -m django makemigrations --check --dry-run --settings qudao.settings
	$(BIN)/python -m pytest -q tests/test_house.py

bench: install
	@for file in benchmarks/*.py; do \
		[ -e "$$file" ] || { echo 'no benchmarks yet'; exit 0; }; \
		case $$(basename "$$file") in _*) continue;; esac; \
		echo "== $$file"; $(BIN)/python "$$file"; \
	done

# uv.lock names the index it was resolved from and stays local (docs/decisions/0002-lock-file.md).
lock:
	uv lock
	{ echo '# Every package with its hashes, for pip and uv alike (docs/decisions/0002-lock-file.md). Made by: make lock'; \
	  uv export --quiet --frozen --format requirements.txt --no-emit-project --all-groups --no-header; } > requirements.lock.new
	! grep -nE '://' requirements.lock.new
	mv requirements.lock.new requirements.lock

clean:
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
