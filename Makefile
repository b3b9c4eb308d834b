# Two commands are enough: `make run` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
READY := $(VENV)/.ready

.PHONY: install run test check bench lock clean

install: $(READY)

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	sed -n '/^pip==/,/# via/p' requirements.txt > $(VENV)/pip.txt  # an older pip takes pins for missing where a library asks for extras
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/pip.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

run: install
	PARCOURS_DATABASE=$${PARCOURS_DATABASE:-sqlite:///var/parcours.sqlite} \
	PARCOURS_SNAPSHOTS=$${PARCOURS_SNAPSHOTS:-var/snapshots} $(BIN)/parcours serve --port $(PORT)

test: install
	sh tests/system.sh
	$(BIN)/python -m pytest -n auto

check: install
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py tests/test_docs.py tests/test_data.py
	$(BIN)/parcours check

bench: install
	$(BIN)/python -m benchmarks.requests
	$(BIN)/python -m benchmarks.paths
	$(BIN)/python -m benchmarks.tolerance

lock:
	$(BIN)/python -m piptools compile --quiet --all-extras --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file requirements.txt pyproject.toml

clean:
	rm -rf $(VENV) var dist .mypy_cache .ruff_cache .pytest_cache
