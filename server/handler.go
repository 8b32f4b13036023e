package server

import (
	"net"
	"net/http"
	"slices"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/graphql"
)

// Options configure a [Handler]. The zero value, or nil, is the default.
type Options struct {
	// BodyBytes bounds the body of a request; default 1 MiB.
	BodyBytes int64
	// Origins are the pages, such as "http://localhost:5173", whose scripts may
	// call; none by default.
	Origins []string
	// Hosts are the host names, without port, under which the server may be
	// called; default localhost, 127.0.0.1 and ::1. This is what keeps a page
	// that points its own name at this machine out.
	Hosts []string
}

// Handler answers GraphQL requests at every path, but for the schema at
// /schema.graphql.
type Handler struct {
	db   *engine.DB
	opts Options
}

// New returns a handler over a database, which stays the caller's to close.
func New(db *engine.DB, opts *Options) *Handler {
	h := &Handler{db: db}
	if opts != nil {
		h.opts = *opts
	}
	if h.opts.BodyBytes == 0 {
		h.opts.BodyBytes = 1 << 20
	}
	if h.opts.Hosts == nil {
		h.opts.Hosts = []string{"localhost", "127.0.0.1", "::1"}
	}
	return h
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.admit(w, r) {
		return
	}
	switch {
	case r.Method == http.MethodOptions:
		w.WriteHeader(http.StatusNoContent)
	case r.URL.Path == "/schema.graphql":
		h.schema(w, r)
	case r.Method == http.MethodGet, r.Method == http.MethodPost:
		h.answer(w, r)
	default:
		wrongMethod(w, "GET, POST, OPTIONS")
	}
}

// admit refuses foreign hosts and origins and sets the headers that let the
// others in.
func (h *Handler) admit(w http.ResponseWriter, r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if len(host) > 1 && host[0] == '[' {
		host = host[1 : len(host)-1]
	}
	if !slices.Contains(h.opts.Hosts, host) {
		refuse(w, http.StatusForbidden, dberr.New(dberr.Forbidden, "this server does not answer for the host "+host))
		return false
	}
	header := w.Header()
	header.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if origin == "" || origin == "http://"+r.Host || origin == "https://"+r.Host {
		return true
	}
	if !slices.Contains(h.opts.Origins, origin) {
		refuse(w, http.StatusForbidden, dberr.New(dberr.Forbidden, "pages of "+origin+" may not call this server"))
		return false
	}
	header.Set("Access-Control-Allow-Origin", origin)
	header.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
	header.Set("Access-Control-Allow-Headers", "Content-Type, Accept")
	header.Set("Access-Control-Max-Age", "600")
	return true
}

// schema answers the schema as text, for code generators.
func (h *Handler) schema(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		wrongMethod(w, "GET, HEAD, OPTIONS")
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write(graphql.New(h.db.Catalog()).SDL()) // a client that has gone needs no answer
}

func wrongMethod(w http.ResponseWriter, allowed string) {
	w.Header().Set("Allow", allowed)
	refuse(w, http.StatusMethodNotAllowed, dberr.New(dberr.InvalidArgument, "use "+allowed))
}

// refuse answers an error without data.
func refuse(w http.ResponseWriter, status int, err error) {
	write(w, "application/json; charset=utf-8", status, engine.ErrorResponse(err).JSON())
}

func write(w http.ResponseWriter, kind string, status int, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that has gone needs no answer
}
