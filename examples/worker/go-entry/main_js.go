// Command go-entry is the Worker's second entry, written wholly in Go with
// github.com/syumai/workers. Its glue makes a new WebAssembly instance for
// every request; the README beside it says what that costs.
package main

import (
	"net/http"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare"

	"github.com/auroradb/aurora/examples/worker/go-entry/front"
)

// binding is the name of the Durable Object namespace in wrangler's configuration.
const binding = "DB"

func main() {
	workers.Serve(front.Handler(find))
}

func find(name string) (front.Object, error) {
	namespace, err := cloudflare.NewDurableObjectNamespace(binding)
	if err != nil {
		return nil, err
	}
	stub, err := namespace.Get(namespace.IdFromName(name))
	if err != nil {
		return nil, err
	}
	return sender{stub}, nil
}

// sender sends requests to a stub.
type sender struct{ stub *cloudflare.DurableObjectStub }

// Fetch implements front.Object. The stub's errors carry no code.
func (s sender) Fetch(req *http.Request) (*http.Response, error) { return s.stub.Fetch(req) }
