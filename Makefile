# Floorlight: `make` lists what can be made.

PYTHON ?= python3
N ?= 200
CUTS ?= 200
SECONDS ?= 600
HOURS ?= 8
PICTURES ?= build/pictures
BEFORE ?=
COVERED := console/floor console/metrics console/flags feeds
# The tests that run under coverage; the gate runs all others without, so that each runs once.
MEASURED := $(COVERED) $(addprefix tests/,$(COVERED)) tests/test_late_scenes.py tests/test_kept_events.py \
	tests/test_late_snapshots.py tests/test_lateness.py
BIN := .venv/bin
PIP := --quiet --disable-pip-version-check --constraint packaging/constraints.txt

.DEFAULT_GOAL := help
.PHONY: help run test coverage bench soak fuzz pictures package lock clean

help: ## list what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: .venv/ready ## set everything up and open the demo floor
	@$(BIN)/floorlight demo

test: .venv/ready ## the whole gate: format, lint, architecture, types, tests, branch coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(MAKE) --no-print-directory coverage
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n auto --dist worksteal $(addprefix --ignore=,$(MEASURED))

coverage: .venv/ready ## fail where branches of floor, metrics, flags and feeds are tested less than 97 %
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n auto --dist worksteal --cov --cov-report= $(MEASURED)
	for part in $(COVERED); do $(BIN)/coverage report --include="$$part/*" --fail-under=97 || failed=1; done; \
		[ -z "$$failed" ]

bench: .venv/ready ## measure, as ratios in one run
	$(BIN)/python -m pip install $(PIP) --editable '.[bench]'
	$(BIN)/python -m tests.benchmarks.core
	$(BIN)/python -m tests.benchmarks.lateness
	$(BIN)/python -m tests.benchmarks.reading
	$(BIN)/python -m tests.benchmarks.flags
	$(BIN)/python -m tests.benchmarks.archived_days
	$(BIN)/python -m tests.benchmarks.screen
	$(BIN)/python -m tests.benchmarks.idle
	$(BIN)/python -m tests.benchmarks.live_archive

soak: .venv/ready ## the long comparisons, with N seeds, faults by the hundred, and a window for hours (make soak N=2000 CUTS=200 HOURS=2)
	FLOORLIGHT_SOAK=$(N) $(BIN)/pytest -n auto tests/test_brute_force.py tests/test_properties.py tests/test_lateness.py tests/test_late_snapshots.py tests/console/desk/test_desk_taking.py
	FLOORLIGHT_FAULTS=$(CUTS) $(BIN)/pytest -n 2 tests/faults tests/console/history/test_verification.py
	$(BIN)/python -m tests.soak.window_memory --hours $(HOURS)

pictures: .venv/ready ## every screen at its sizes and themes, on one page (make pictures BEFORE=older/folder)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.pictures.review -o $(PICTURES) $(if $(BEFORE),--before $(BEFORE))

fuzz: .venv/ready ## try what reads from outside with odd input, round and round, until stopped (TARGETS=session)
	while $(BIN)/python -m tests.fuzz $(TARGETS) --seconds $(SECONDS); do :; done

package: .venv/ready ## a folder that runs without Python: dist/floorlight
	$(BIN)/python -m pip install $(PIP) --editable '.[package]'
	cd packaging && ../$(BIN)/pyinstaller --noconfirm --log-level WARN --distpath ../dist --workpath ../build floorlight.spec
	cd dist && ./floorlight/floorlight --help > /dev/null
	cd dist && QT_QPA_PLATFORM=offscreen ./floorlight/floorlight picture --demo -o demo.png

lock: .venv/ready ## write the newest versions that fit together to packaging/constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[lock]'
	$(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 --extra dev --extra bench --extra package \
		--no-annotate --custom-compile-command "make lock" --output-file packaging/constraints.txt pyproject.toml

clean: ## remove what was made
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: pyproject.toml packaging/setup.sh packaging/constraints.txt
	@PYTHON="$(PYTHON)" sh packaging/setup.sh
