# The project's commands; each stands alone on a fresh clone with nothing but Python 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8080
DATA_DIR ?= data/demo

.PHONY: demo run test test-slow check install install-dev lock format clean

demo: install  ## two phones and a support desk in one browser page
	$(BIN)/python -m bot demo --port $(PORT) --data-dir $(DATA_DIR)

run: install  ## real tokens, read from .env
	$(BIN)/python -m bot run

test: install-dev  ## everything fast: under three minutes on two cores
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-slow: install-dev  ## browser, kill -9, disorder, a monkey, long histories: half an hour
	$(BIN)/python -m pytest -n 2 -m slow --timeout 1500 --ignore tests/runtime
	$(BIN)/python -m pytest -m slow --timeout 1500 tests/runtime

check: install-dev  ## lint, format, types, architecture, texts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/.installed: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	touch $@

lock: install-dev  ## resolve the dependencies anew, for every platform, without download addresses
	$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --quiet --upgrade pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --quiet pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) data .mypy_cache .ruff_cache .pytest_cache .hypothesis
