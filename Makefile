# kubectl-xnode: make demo, make test, make check, make bench, make build, make snapshot.
SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The Kubernetes that the playground embeds and that kubectl is built from; go.mod holds the module versions.
KUBERNETES_MINOR := 37
KUBERNETES := v1.$(KUBERNETES_MINOR).2
KUBERNETES_LDFLAGS := -s -w \
	-X k8s.io/component-base/version.gitVersion=$(KUBERNETES) \
	-X k8s.io/component-base/version.gitMajor=1 \
	-X k8s.io/component-base/version.gitMinor=$(KUBERNETES_MINOR)

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS := -s -w -X github.com/kubectl-xnode/kubectl-xnode/pkg/plugin.version=$(VERSION)

# These are built as go vet and golangci-lint load them, without -trimpath: Kubernetes is compiled once, not twice.
# Its command alone imports Kubernetes itself: tests with -race and go vet of that would compile 2,500 packages anew.
PLAYGROUND_PACKAGES := ./internal/... ./e2e/...
PLAYGROUND_SOURCES := $(shell find playground -type f -not -name '*_test.go')
# Not hack/tools/release: go mod tidy would load what only tests of tests of goreleaser import, and not all of that can be had.
MODULES := . playground hack/tools hack/tools/check

.PHONY: help
help: ## Say what there is
	@grep -hE '^[a-z/-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z/-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

.PHONY: demo
demo: build bin/xnode-playground ## Open the plugin on an embedded Kubernetes with an example company
	@bin/xnode-playground run -- hack/demo

.PHONY: build
build: ## Build bin/kubectl-xnode
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/kubectl-xnode ./cmd/kubectl-xnode
	cp completion/kubectl_complete-xnode bin/

.PHONY: test
test: bin/xnode-playground bin/kubectl ## Run all tests, unit and end to end; RACE=-race finds races
	go test $(RACE) -timeout 30m ./... # two cores take minutes for the terminal and the faults
	cd playground && go test $(RACE) $(PLAYGROUND_PACKAGES)

.PHONY: check
check: format vet lint tidy ## What CI runs: format, vet, lint, tidy, and the tests with -race
	$(MAKE) test RACE=-race

.PHONY: format
format:
	@unformatted=$$(gofmt -l cmd hack internal pkg playground); \
	if [ -n "$$unformatted" ]; then echo "not formatted, run gofmt -w on: $$unformatted"; exit 1; fi

.PHONY: vet
vet:
	go vet ./...
	cd playground && go vet $(PLAYGROUND_PACKAGES) # golangci-lint vets the rest

.PHONY: lint
lint: bin/golangci-lint
	bin/golangci-lint run ./...
	cd playground && ../bin/golangci-lint run ./...

.PHONY: tidy
tidy:
	for module in $(MODULES); do (cd $$module && go mod tidy -diff) || exit 1; done

.PHONY: bench
bench: build bin/kubectl bin/xnode-playground ## Measure against a real kubectl, in ratios; ARGS="-scale 50000" for a larger cluster
	go build -o bin/bench ./hack/bench
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && \
	export GOCACHE=$$(go env GOCACHE) GOMODCACHE=$$(go env GOMODCACHE) HOME=$$home && bin/xnode-playground run --no-seed -- bin/bench $(ARGS)

.PHONY: agree
agree: bin/xnode-playground ## Compare our validation with the API server's on 20,000 random Specs
	go test ./pkg/cluster -count=1 -run TestValidateAgreesWithTheServer -v -args -specs 20000

.PHONY: faults
faults: bin/xnode-playground ## Break each request of each flow in each way, and say what held; ARGS="-faults-flow Ingress" for one flow
	go test ./pkg/plugin -count=1 -timeout 60m -run 'TestFaults$$' -v -args -faults all $(ARGS)

FUZZTIME := 10s
FUZZED := $(shell grep -rl '^func Fuzz' --include='*_test.go' pkg internal)

.PHONY: fuzz
fuzz: ## Search for text that the parsers and the cleaning do not stand, FUZZTIME=10s for each target
	@$(foreach file,$(FUZZED),$(foreach target,$(shell grep -oE '^func Fuzz[A-Za-z0-9]+' $(file) | cut -c6-),\
		echo $(target) && go test ./$(dir $(file)) -run '^$$' -fuzz '^$(target)$$' -fuzztime $(FUZZTIME) &&)) echo "nothing found"

CORPUS := ../shared/corpus

.PHONY: corpus
corpus: ## Score the defaults on real Deployments and their authors' Services, in CORPUS
	@go run ./hack/corpus $(ARGS) $(CORPUS)

.PHONY: frames
frames: docs ## Rewrite what is generated: golden files and what make docs does; look at git diff after
	go test ./pkg/expose ./pkg/tui -update

.PHONY: docs
docs: bin/xnode-playground bin/kubectl ## Rewrite docs/reference, docs/man, the tables of flags and settings, and what commands in docs print
	go test ./pkg/plugin -count=1 -run 'TestFlagTableOfTheReadme$$|TestTableOfSettings|TestReference$$|TestDocs$$' -update

.PHONY: pictures
pictures: build bin/xnode-playground ## Make the pictures of README.md and docs/tour.md from the real program; needs tmux, aha, chromium
	@bin/xnode-playground run -- hack/pictures

# goreleaser takes a clone without a remote for no repository at all, and knows no commit then.
REMOTE := $(if $(shell git remote 2>/dev/null),,GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=remote.origin.url GIT_CONFIG_VALUE_0=https://github.com/kubectl-xnode/kubectl-xnode)

.PHONY: snapshot
snapshot: bin/goreleaser bin/cyclonedx-gomod ## Build all files of a release into dist/, for six systems: nothing is signed, nothing is published
	PATH="$(CURDIR)/bin:$$PATH" $(REMOTE) bin/goreleaser release --snapshot --clean --skip=sign,publish
	go run ./hack/krew -dist dist -o dist/xnode.yaml

dist/xnode.yaml:
	$(MAKE) snapshot

.PHONY: release-check
release-check: dist/xnode.yaml bin/krew bin/validate-krew-manifest bin/kubectl bin/xnode-playground ## Check dist/: archives, checksums, manifest, sizes, the same bytes again; install and run it
	go test ./internal/releasetest -count=1 -timeout 20m -v -args -dist $(CURDIR)/dist

.PHONY: krew
krew: dist/xnode.yaml ## Renew krew/xnode.yaml from dist/
	cp dist/xnode.yaml krew/xnode.yaml

.PHONY: workflows
workflows: bin/actionlint ## Lint .github/workflows
	bin/actionlint

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin dist

bin/xnode-playground: $(PLAYGROUND_SOURCES)
	@hack/build-with-progress playground "the embedded Kubernetes" -ldflags '$(KUBERNETES_LDFLAGS)' -o ../bin/xnode-playground ./cmd/xnode-playground
	@touch $@

bin/kubectl: hack/tools/go.mod hack/tools/kubectl/main.go
	@hack/build-with-progress hack/tools "kubectl" -ldflags '$(KUBERNETES_LDFLAGS)' -o ../../bin/kubectl ./kubectl
	@touch $@

bin/goreleaser: hack/tools/release/go.mod
	@hack/build-with-progress hack/tools/release "goreleaser" -ldflags '-s -w' -o ../../../bin/goreleaser github.com/goreleaser/goreleaser/v2
	@touch $@

bin/cyclonedx-gomod: hack/tools/release/go.mod
	cd hack/tools/release && go build -o ../../../$@ github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod

bin/actionlint: hack/tools/check/go.mod
	cd hack/tools/check && go build -o ../../../$@ github.com/rhysd/actionlint/cmd/actionlint

bin/krew bin/validate-krew-manifest: hack/tools/check/go.mod
	cd hack/tools/check && go build -o ../../../bin/ sigs.k8s.io/krew/cmd/krew sigs.k8s.io/krew/cmd/validate-krew-manifest

bin/golangci-lint: hack/tools/go.mod
	@hack/build-with-progress hack/tools "golangci-lint" -o ../../bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@
