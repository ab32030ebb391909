# Floorlight: `make` lists what can be made.

PYTHON ?= python3
N ?= 200
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test bench soak package clean

help: ## list what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: .venv/ready ## set everything up and open the demo floor
	@$(BIN)/floorlight demo

test: .venv/ready ## the whole gate: format, lint, architecture, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n auto

bench: .venv/ready ## measure, as ratios in one run
	$(BIN)/python -m tests.benchmarks.core
	$(BIN)/python -m tests.benchmarks.lateness
	$(BIN)/python -m tests.benchmarks.looking
	$(BIN)/python -m tests.benchmarks.screen

soak: .venv/ready ## the long comparisons, with N seeds (make soak N=2000)
	FLOORLIGHT_SOAK=$(N) $(BIN)/pytest -n auto tests/test_brute_force.py tests/test_properties.py tests/test_lateness.py tests/test_late_snapshots.py tests/console/test_desk_taking.py

package: .venv/ready ## a folder that runs without Python: dist/floorlight
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[package]'
	cd packaging && ../$(BIN)/pyinstaller --noconfirm --log-level WARN --distpath ../dist --workpath ../build floorlight.spec
	cd dist && ./floorlight/floorlight --help > /dev/null
	cd dist && QT_QPA_PLATFORM=offscreen ./floorlight/floorlight picture --demo -o demo.png

clean: ## remove what was made
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: pyproject.toml packaging/setup.sh
	@PYTHON="$(PYTHON)" sh packaging/setup.sh
