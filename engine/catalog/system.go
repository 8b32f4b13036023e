package catalog

import "github.com/auroradb/aurora/engine/value"

// The system collections. They are part of every catalog, are never stored and
// have fixed ids, so that they can be read before anything was written to them.
const (
	MigrationsID uint32 = 0xFFFFFF01 // _migrations: which versions have run
	JobsID       uint32 = 0xFFFFFF02 // _jobs: work to be done
	HandlersID   uint32 = 0xFFFFFF03 // _handlers: actions that failed

	Migrations = "_migrations"
	Jobs       = "_jobs"
	Handlers   = "_handlers"
)

func systemCollections() []*Collection {
	text := func(name string) *Field { return &Field{Name: name, Type: Type{Kind: String}} }
	number := func(name string) *Field { return &Field{Name: name, Type: Type{Kind: Int}} }
	date := func(name string) *Field { return &Field{Name: name, Type: Type{Kind: DateTime}} }
	anything := func(name string) *Field { return &Field{Name: name, Type: Type{Kind: Any}} }
	index := func(id uint32, coll, field string) *Index {
		return &Index{ID: id, Name: coll + "_" + field, Parts: []Part{{Path: []string{field}}}}
	}
	attempts := number("attempts")
	zero := value.IntValue(0)
	attempts.Default = &zero
	return []*Collection{
		{
			ID: MigrationsID, Name: Migrations, Order: MigrationsID, System: true, NextID: 1,
			Fields: []*Field{text("version"), text("status"), date("appliedAt")},
		},
		{
			ID: JobsID, Name: Jobs, Order: JobsID, System: true, NextID: 3,
			Fields: []*Field{
				text("jobType"), text("status"), anything("payload"), text("priority"), number("maxRetries"),
				attempts, date("scheduledAt"), text("uniqueKey"), date("createdAt"), text("error"), anything("result"),
			},
			Indexes: []*Index{index(1, Jobs, "uniqueKey"), index(2, Jobs, "status")},
		},
		{
			ID: HandlersID, Name: Handlers, Order: HandlersID, System: true, NextID: 1,
			Fields: []*Field{
				text("handler"), text("event"), text("collection"), text("document"), text("status"), text("error"), date("at"),
			},
		},
	}
}
