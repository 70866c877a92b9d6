# The commands of the README. Needs Python 3.11 or newer and make, nothing else.
.DEFAULT_GOAL := help
SHELL := bash
PY := .venv/bin/python
CSS := web/static/build/alur.css
TESTS ?= tests
ARGS ?=
# What one process has compiled the next ones read: tests start the program a hundred times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## What there is to say
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

# What is installed, each once: a stamp is renewed when its lock file is.
.venv/.run: requirements/run.txt scripts/venv.sh
	@scripts/venv.sh requirements/run.txt
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@scripts/venv.sh requirements/dev.txt
	@touch $@

web/frontend/node_modules/.stamp: web/frontend/package-lock.json .venv/.run
	@scripts/npm.sh ci --omit=dev --silent --no-audit --no-fund
	@touch $@

web/frontend/node_modules/.dev: web/frontend/node_modules/.stamp
	@scripts/npm.sh install --no-save --silent --no-audit --no-fund
	@touch $@

# A page that is first asked for in another language finds its catalogue ready.
web/static/build/.texts: .venv/.run $(wildcard web/translations/*/LC_MESSAGES/*.po)
	@$(PY) -m web.translations > /dev/null
	@mkdir -p $(@D) && touch $@

$(CSS): web/frontend/node_modules/.stamp web/frontend/build.mjs $(shell find web/frontend/src web/frontend/workshop -type f)
	@scripts/npm.sh run --silent build
	@touch $@

.PHONY: setup run demo-reset
setup: .venv/.run $(CSS) web/static/build/.texts ## Install what the application needs, build its style sheet
run: setup ## Start the demo: fills it on the first run, keeps it afterwards
	@exec $(PY) app.py demo run $(ARGS)

demo-reset: setup ## Forget everything in the demo and fill it anew
	@$(PY) app.py demo reset $(ARGS)

.PHONY: test lint fresh bench mining pictures diagrams coverage lock format messages migration
test: setup .venv/.dev web/frontend/node_modules/.dev ## All tests: SQLite, PostgreSQL, a real browser (TESTS=path ARGS=… to choose)
	@scripts/browser.sh
	@scripts/npm.sh test --silent
	@$(PY) -m pytest $(TESTS) -n 3 --dist loadfile --no-loadscope-reorder -q $(ARGS)

lint: setup .venv/.dev web/frontend/node_modules/.dev ## Style, types, architecture, diagrams, coverage of the law, templates
	@$(MAKE) --no-print-directory --jobs=2 lint-types lint-rest

.PHONY: lint-types lint-rest
lint-types:
	$(PY) -m mypy

lint-rest:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	$(PY) app.py lint processes forms
	$(PY) app.py coverage
	.venv/bin/djlint --lint --quiet web/templates
	scripts/npm.sh run --silent lint

fresh: ## Both commands of the README in a bare Debian made on the spot (FRESH="user test" TESTS=… to choose; needs root)
	@TESTS="$(if $(filter-out file,$(origin TESTS)),$(TESTS))" ARGS="$(ARGS)" scripts/fresh.sh $(FRESH)

bench: setup .venv/.dev ## What it costs, as ratios: benchmarks/results.json
	$(PY) -m benchmarks $(ARGS)

mining: setup ## pm4py, in an environment of its own, reads and replays the event logs of all scenarios
	@scripts/mining.sh

pictures: setup .venv/.dev ## Renew the pictures of the README and of the guides
	@ALUR_TEST_PICTURES=docs/gambar $(PY) -m pytest tests/browser/test_pictures.py tests/browser/test_owner.py -q

diagrams: setup ## Draw every diagram anew: docs/diagrams; describe the history: docs/format-riwayat.md; count the scenarios that pass each element
	@$(PY) app.py diagrams
	@$(PY) app.py history-format > docs/format-riwayat.md
	@set -o pipefail; $(PY) app.py simulate --cakupan --catat | tail -n 3

coverage: setup .venv/.dev ## Lines that no test has run
	$(PY) -m coverage run -m pytest $(TESTS) -q -p no:xdist
	$(PY) -m coverage report --skip-covered --sort=cover

format: .venv/.dev web/frontend/node_modules/.dev ## Bring the code into shape
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	scripts/npm.sh run --silent format

COLLECT := .venv/bin/pybabel -q extract --mapping-file pyproject.toml --keywords N_ --keywords _l --keywords lazy_pgettext:1c,2 --sort-output --no-location
UPDATE := .venv/bin/pybabel -q update --output-dir web/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120
messages: .venv/.run ## Bring every text that a person reads into the catalogue: web/translations; name those without English
	@mkdir -p build
	@$(COLLECT) --output build/messages.pot .
	@$(COLLECT) --output build/scripts.pot web/frontend/workshop
	@$(UPDATE) --domain messages --input-file build/messages.pot
	@$(UPDATE) --domain scripts --input-file build/scripts.pot
	@$(PY) -m web.translations

migration: .venv/.dev ## Draft a migration from the models (MESSAGE="what changes")
	$(PY) app.py migrate --draft "$(MESSAGE)"

lock: ## Renew requirements/*.txt from pyproject.toml
	scripts/lock.sh
