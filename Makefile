# Everything lands in bin/ and build/, which git ignores.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

GOLANGCI_LINT_VERSION := v2.15.0
GOFUMPT_VERSION := v0.12.0

# The version is part of the path: a tool is there, or make installs it.
TOOLS := $(CURDIR)/bin/tools
GOLANGCI_LINT := $(TOOLS)/golangci-lint-$(GOLANGCI_LINT_VERSION)/golangci-lint
GOFUMPT := $(TOOLS)/gofumpt-$(GOFUMPT_VERSION)/gofumpt

FUZZTIME ?= 10s
BENCH ?= .
ROWS ?=

# What `make peers` runs on; PUBLIC is a folder of the public data sets.
PEOPLE ?= 24400,244000
ENGINES ?= mpi,mpi-trained,splink,splink-quick,recordlinkage
PUBLIC ?=
FRESH ?=

# What `make stream` runs.
RECORDS ?= 1000000
EVENTS ?= 200000

.PHONY: help build demo test model quality quality-update rates growth peers stream faults scale api lint fmt check-tidy fuzz bench tools clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/mpi, one static binary
	CGO_ENABLED=0 go build -trimpath -o bin/mpi ./cmd/mpi

demo: build ## generate 20,000 people, link, evaluate and explain one pair; then play messages into a live engine; in build/demo
	.ci/demo bin/mpi build/demo

test: ## vet, then every test, shuffled, with the race detector
	.ci/test

model: build ## make the shipped model anew: train it on 200,000 generated people, in build/model
	bin/mpi generate --people 200000 --region greater-manchester --seed 11 --out build/model
	bin/mpi train --in build/model/records.csv --model matcher/models/uk-start.json --prior 3e-7 --least 20 --seed 1 --out matcher/models/uk.json

# ROWS=2,7b measures only these rows of benchmarks/README.md.
QUALITY := go test -tags=quality -count=1 -timeout=60m -v -run='^TestQuality$$' ./benchmarks/quality -args -rows='$(ROWS)'

quality: ## measure how well records are linked, row by row, and compare with the golden file
	@$(QUALITY)

quality-update: ## the same, and write the golden file anew
	@$(QUALITY) -update

rates: ## check the generator's rates against the published ones, in half a million people of each region
	go test -tags=quality -count=1 -v -run='^TestMeasuredRatesInFull$$' ./internal/population

growth: build ## link 100,000, 1,000,000 and 4,000,000 generated records, in build/growth
	.ci/growth bin/mpi build/growth

peers: build ## link the same people with mpi, Splink and recordlinkage; results in benchmarks/peers
	go run ./benchmarks/peers -people '$(PEOPLE)' -engines '$(ENGINES)' -public '$(PUBLIC)' $(if $(FRESH),-fresh)

stream: ## measure the live engine on a real Kafka and PostgreSQL: RECORDS in the store, then EVENTS; in build/stream
	go run ./benchmarks/stream -preload $(RECORDS) -events $(EVENTS)

# SEED gives other faults, and the same ones again. FAULTS='-alone all', '-fenced' or
# '-minutes 120' lets others happen.
SEED ?= 1
FAULTS ?=

faults: ## run three engines while they are killed and paused, and look for anything lost; in build/faults
	go run ./benchmarks/faults -seed $(SEED) $(FAULTS)

scale: ## measure one, two and three engines, and reads while one is flooded; in build/scale
	go run ./benchmarks/scale -engines 1,2,3 -flood

api: ## measure how record services are answered, RECORDS in the store: 16 clients, and while events stream; in build/api
	go run ./benchmarks/api -records $(RECORDS)

lint: $(GOLANGCI_LINT) ## run golangci-lint
	$(GOLANGCI_LINT) run ./...

fmt: $(GOLANGCI_LINT) ## format the code: imports in groups, gofumpt
	$(GOLANGCI_LINT) fmt ./...

check-tidy: $(GOFUMPT) ## fail if go mod tidy, go fix or gofumpt would change anything
	go mod tidy -diff
	go fix -diff ./...
	@unformatted=$$($(GOFUMPT) -extra=group_params -l .); \
	if [ -n "$$unformatted" ]; then echo "gofumpt would change:" $$unformatted; exit 1; fi

fuzz: ## run every fuzz target for FUZZTIME (10s)
	.ci/fuzz $(FUZZTIME)

bench: ## run the benchmarks; BENCH picks by name
	go test -run='^$$' -bench='$(BENCH)' -benchmem ./...

tools: $(GOLANGCI_LINT) $(GOFUMPT) ## install the pinned linter and formatter into bin/tools

$(GOLANGCI_LINT):
	GOBIN=$(@D) CGO_ENABLED=0 go install -trimpath github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)

$(GOFUMPT):
	GOBIN=$(@D) CGO_ENABLED=0 go install -trimpath mvdan.cc/gofumpt@$(GOFUMPT_VERSION)

clean: ## remove what the other targets made, the tools too
	rm -rf bin build
