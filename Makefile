# The verbs of this project; `make help` lists them. Everything is installed into .venv from hashed requirements.

PYTHON ?= $(shell tools/find_python)
VENV ?= .venv
BIN = $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help run test test-deploy test-edge test-containers lint types format translations messages bench soak screenshots lock browser servers clean

help: ## list the verbs
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: $(VENV)/run.stamp translations ## set up and start; PORT says where (default 8000)
	@exec $(BIN)/python -m app serve

test: $(VENV)/dev.stamp translations browser servers ## lint, types and every test; installs what they need
	@tools/test $(BIN)

test-deploy: $(VENV)/dev.stamp translations browser servers ## Nginx, certificates, several instances, failover, chaos
	$(BIN)/python -m pytest tests/deploy tests/failover tests/chaos

test-edge: $(VENV)/dev.stamp translations browser servers ## what visitors and agents see, behind Nginx and two instances
	KEFU_TEST_EDGE=nginx $(BIN)/python -m pytest tests/wire tests/regression tests/browser

test-containers: $(VENV)/dev.stamp translations ## build the images and bring compose.yml up with podman, without a registry (root)
	tools/test_containers

lint: $(VENV)/dev.stamp ## check style
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/dev.stamp ## check types
	$(BIN)/mypy

format: $(VENV)/dev.stamp ## rewrite the code in the house's form
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

translations: translations/zh/LC_MESSAGES/messages.mo translations/en/LC_MESSAGES/messages.mo

%.mo: %.po | $(VENV)/run.stamp
	@$(BIN)/pybabel -q compile -f -l $(word 2,$(subst /, ,$@)) -i $< -o $@

messages: $(VENV)/run.stamp ## collect the visible strings into the catalogues
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k translate --no-location --sort-output --omit-header -o translations/messages.pot .
	for lang in zh en; do $(BIN)/pybabel -q update -N --ignore-obsolete --omit-header -l $$lang -i translations/messages.pot -d translations; done

bench: $(VENV)/dev.stamp translations ## measure the budgets against the control, into bench/results.md
	$(BIN)/python -m bench

screenshots: $(VENV)/dev.stamp translations browser ## take README's picture anew, into docs/chat.png
	$(BIN)/python tools/screenshots

soak: $(VENV)/dev.stamp translations browser servers ## the crash, race and chaos tests, longer
	SOAK=1 $(BIN)/python -m pytest tests/crash tests/races tests/chaos tests/browser/test_takeover_race.py

lock: ## resolve the requirements anew (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml -o requirements/run.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --group dev pyproject.toml -c requirements/run.txt -o requirements/dev.txt

browser:
	@tools/install_browser

servers:
	@tools/install_servers

clean: ## remove what was built; data under var/ stay
	rm -rf $(VENV) $(VENV)-3.13 .mypy_cache .ruff_cache .pytest_cache .hypothesis translations/*/LC_MESSAGES/*.mo

$(VENV)/bin/pip:
	@tools/make_venv "$(PYTHON)" $(VENV)

$(VENV)/run.stamp: requirements/run.txt | $(VENV)/bin/pip
	@echo "Installing what the program needs ..."
	@$(BIN)/python -m pip install -q --require-hashes -r $<
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt | $(VENV)/bin/pip
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -q --require-hashes -r $<
	@touch $@ $(VENV)/run.stamp
