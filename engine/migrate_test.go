package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
)

func TestMigrate(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	db.run(`schema { define collection users { name: String } }`)
	db.run(`mutation { insertMany(collection: "users", data: [{name: "a"}, {name: "b"}, {name: "c"}]) { id } }`)
	const text = `migrate {
		"1": { alter collection users { add role: String }  migrate data in users { set role = "member" where { name: { ne: "a" } } } }
		"2": { migrate data in users { set label = "${name}/${role}" where { role: { isNotNull: true } } } }
	}`
	before := db.run(`{ users }`)
	var told []string
	opts := &engine.MigrateOptions{DryRun: true, Progress: func(v string, done, total int) { told = append(told, fmt.Sprint(v, " ", done, "/", total)) }}
	want := "[{1 true 2} {2 true 2}]"
	rehearsed, err := engine.Migrate(ctx, db.DB, text, opts)
	if err != nil || fmt.Sprint(rehearsed) != want || fmt.Sprint(told) != "[1 3/3 1 3/3 2 3/3]" {
		t.Fatalf("dry run: %v %v %v", rehearsed, told, err)
	}
	if got := db.run(`{ users }`); got != before || db.run(`{ _migrations { version } }`) != `{"_migrations":[]}` {
		t.Fatalf("a dry run has changed something: %s", got)
	}
	done, err := engine.Migrate(ctx, db.DB, text, nil)
	if err != nil || fmt.Sprint(done) != want {
		t.Fatalf("%v %v", done, err)
	}
	if again, err := engine.Migrate(ctx, db.DB, text, nil); err != nil || fmt.Sprint(again) != "[{1 false 0} {2 false 0}]" {
		t.Fatalf("again: %v %v", again, err)
	}
	for range 2 {
		if err := engine.MarkMigrated(ctx, db.DB, "by hand"); err != nil {
			t.Fatal(err)
		}
	}
	if marked, err := engine.Migrated(ctx, db.DB, "by hand"); err != nil || !marked {
		t.Errorf("a marked version: %v %v", marked, err)
	}
	told = nil
	if _, err := engine.Migrate(ctx, db.DB, `migrate { "index": { create index on users (name) } }`, &engine.MigrateOptions{Progress: opts.Progress}); err != nil || fmt.Sprint(told) != "[index 3/3]" {
		t.Errorf("an index: %v %v", told, err)
	}
	if got := db.run(`{ users(where: {name: {eq: "b"}}) { label } }`); got != `{"users":[{"label":"b/member"}]}` {
		t.Error(got)
	}
}

// TestMigrateGoesOn lets the second of three versions fail: the first stays, and
// the corrected text goes on behind it.
func TestMigrateGoesOn(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	db.run(`schema { define collection users { name: String } }`)
	text := func(second string) string {
		return `migrate { "1": { alter collection users { add a: Int = 1 } } "2": { ` + second + ` } "3": { alter collection users { add c: Int = 3 } } }`
	}
	for _, dry := range []bool{true, false} {
		done, err := engine.Migrate(ctx, db.DB, text(`alter collection missing { add b: Int }`), &engine.MigrateOptions{DryRun: dry})
		if dberr.CodeOf(err) != dberr.CollectionNotFound || len(done) != 1 {
			t.Fatalf("dry %v: %v %v", dry, done, err)
		}
	}
	done, err := engine.Migrate(ctx, db.DB, text(`alter collection users { add b: Int = 2 }`), nil)
	if err != nil || fmt.Sprint(done) != "[{1 false 0} {2 true 0} {3 true 0}]" {
		t.Fatalf("%v %v", done, err)
	}
	for bad, code := range map[string]dberr.Code{
		`{ users }`: dberr.InvalidArgument, `migrate { "x": { drop collection users } "x": { drop collection users } }`: dberr.InvalidDefinition, `migrate {`: dberr.Syntax,
		`migrate { "y": { drop collection users } } { users }`: dberr.InvalidArgument,
	} {
		if _, err := engine.Migrate(ctx, db.DB, bad, nil); dberr.CodeOf(err) != code {
			t.Errorf("%s: %v, want %s", bad, err, code)
		}
	}
}
