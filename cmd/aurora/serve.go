package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/auroradb/aurora/server"
)

const serveUsage = `Usage: aurora serve [flags]

Answers GraphQL over HTTP: POST /graphql with {"query", "variables",
"operationName"}; subscriptions with "Accept: text/event-stream"; the schema at
/schema.graphql. There are no users: whoever can connect may read and write.

Flags:
`

func runServe(ctx context.Context, c console, args []string) int {
	t := target{graphql: true, network: true}
	var addr, origins, hosts string
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	fs.SetOutput(c.err)
	fs.Usage = func() { fmt.Fprint(c.err, serveUsage); fs.PrintDefaults() }
	t.flags(fs)
	fs.StringVar(&addr, "addr", "127.0.0.1:4000", "where to listen, host:port; port 0 takes a free one")
	fs.StringVar(&origins, "origins", "", "pages whose scripts may call, as http://localhost:5173,...")
	fs.StringVar(&hosts, "hosts", "", "further host names under which the server may be called, separated by commas")
	rest, code, done := parseFlags(fs, args)
	if done {
		return code
	}
	err := t.check()
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("unexpected %q", rest[0])
	}
	if err != nil {
		fmt.Fprintf(c.err, "aurora serve: %v\n", err)
		return exitUsage
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	db, err := t.open(ctx)
	if err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	opts := &server.Options{Origins: words(origins)}
	if hosts != "" {
		opts.Hosts = append([]string{"localhost", "127.0.0.1", "::1"}, words(hosts)...)
	}
	err = serve(ctx, c, addr, server.New(db, opts))
	if cerr := db.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		fmt.Fprintf(c.err, "aurora serve: %v\n", err)
		return exitFailed
	}
	return exitOK
}

func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// serve answers until the context ends; then it gives requests five seconds.
func serve(ctx context.Context, c console, addr string, h http.Handler) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "GraphQL at http://%s/graphql, its schema at http://%s/schema.graphql\n", l.Addr(), l.Addr())
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.Shutdown(last); err != nil {
		return err
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
