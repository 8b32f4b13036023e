// What `make test` does, as data. A step is a shell command with a name; `needs`
// names steps that must have passed before it, `counts` says how its log tells
// the number of tests. Lanes run beside each other, the steps of a lane one
// after the other.

const wasm = { GOOS: "js", GOARCH: "wasm" };
// CI runs every test; elsewhere Go may answer for unchanged packages from its cache.
const fresh = process.env.CI ? "-count=1" : "";
// What a WebAssembly build may contain: vetted, checked and tested for that target as well.
const portable = "./engine/... ./storage/... ./internal/jsx/... ./wasm/...";

// The tests that do more or less as AURORA_SCALE says.
const proofs = "^(TestMatrix|TestKill|TestCrashPoints|TestOracle|TestHistory.*)$";

export const lint = [
  { name: "go vet", run: "go vet ./..." },
  { name: "go vet (js/wasm)", run: `go vet ${portable}`, env: wasm },
  { name: "go vet (js/wasm, host build)", run: `go vet -tags host ${portable}`, env: wasm },
  { name: "staticcheck: build", run: "go build -modfile=internal/tools/go.mod -o .build/staticcheck honnef.co/go/tools/cmd/staticcheck" },
  { name: "staticcheck", run: ".build/staticcheck ./...", needs: ["staticcheck: build"] },
  // U1000 does not know //go:wasmexport and calls everything behind an export unused.
  { name: "staticcheck (js/wasm)", run: `.build/staticcheck -checks inherit,-U1000 ${portable}`, env: wasm, needs: ["staticcheck: build"] },
  { name: "tests of the test runner", run: "node --test internal/ci/*.test.mjs", counts: "node" },
  { name: "gofmt", run: "bash internal/ci/gofmt.sh" },
];

export const go = [
  // The race detector makes the long proofs ten times slower: a part of each here, the whole below.
  { name: "go test -race", run: `go test -race -v ${fresh} -timeout 15m ./...`, counts: "go", env: { AURORA_SCALE: "0.05" } },
  { name: "proofs, whole", run: `go test -v ${fresh} -timeout 15m -run '${proofs}' ./storage/... ./engine/...`, counts: "go" },
  // 100,000 queries through every plan, 400,000 documents through filters.
  { name: "plans against a naive evaluator", run: "go test -v -run TestEveryPlan -timeout 15m ./engine/plan -rapid.checks=12500", counts: "go" },
  { name: "filters against a naive evaluator", run: "go test -v -run TestMatchIsNaive -timeout 15m ./engine/filter -rapid.checks=50000", counts: "go" },
  { name: "planted bugs", run: "go test -tags planted -v -timeout 15m ./internal/planted", counts: "go" },
  { name: "go test in Node (js/wasm)", run: `bash internal/ci/go-test-js.sh ${fresh}`, counts: "go" },
];

export const packages = [
  { name: "npm ci", run: "npm ci --prefix js --no-audit --no-fund" },
  { name: "npm package", run: "node npm/build.mjs", needs: ["npm ci"], show: /brotli|budget|wasm/i },
];

export const js = [
  ...packages,
  { name: "tsc --strict", run: "npm run --silent --prefix js typecheck", needs: ["npm package"] },
  { name: "publint and attw", run: "npm run --silent --prefix js lint:package", needs: ["npm package"] },
  { name: "JavaScript tests in Node", run: "npm run --silent --prefix js test", needs: ["npm package"], counts: "node" },
  { name: "GraphQL clients", run: "npm ci --prefix js/graphql-test --no-audit --no-fund --silent && npm run --silent --prefix js/graphql-test test", needs: ["npm package"], counts: "node" },
  { name: "conformance over the npm package", run: "node internal/ci/conformance.mjs --module js/test/conformance-module.mjs", needs: ["npm package"], counts: "plain" },
];

export const chromium = [{ name: "chromium", run: "bash internal/ci/browser.sh chromium CHROMIUM", live: true }];

export const browser = [
  ...chromium,
  { name: "JavaScript tests in Chromium", run: "npm run --silent --prefix js test:browser", needs: ["npm package", "chromium"], counts: "node" },
  { name: "firefox", run: "bash internal/ci/browser.sh firefox-esr FIREFOX", live: true },
  { name: "package in Firefox", run: "npm ci --prefix js/firefox-test --no-audit --no-fund --silent && npm run --silent --prefix js/firefox-test test", needs: ["npm package", "firefox"], counts: "node" },
  { name: "demo in Chromium", run: "npm run --silent --prefix examples/web test", needs: ["npm package", "chromium"], counts: "node" },
];

export const worker = [
  { name: "worker in workerd", run: "npm run --silent --prefix examples/worker test", needs: ["npm package"], counts: "node" },
];

/** What each target of the Makefile runs: lanes that go side by side. */
export const targets = {
  test: [[...lint, ...go], [...js, ...browser, ...worker]],
  "test-go": [go],
  "test-js": [js],
  "test-browser": [[...packages, ...browser]],
  "test-worker": [[...packages, ...worker]],
  lint: [lint, [...packages, ...js.filter((s) => /^(tsc|publint)/.test(s.name))]],
};
