package archtest

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// originals are the public methods of the crate that this database re-implements.
const originals = `execute stream explain analyze_execution_plan remove_stale_lock open with_config ensure_indices_initialized get put
get_hot_ref get_cache_stats is_in_hot_cache clear_hot_cache prewarm_cache prewarm_all_collections has_index get_ids_from_index
register_computed_field listen listen_all listener_count total_listeners flush scan_and_filter put_blob new_collection insert_into
insert_map batch_insert update_document upsert increment delete delete_by_query delete_collection get_document get_all_collection find
find_complex query find_by_id find_one find_by_field find_by_fields find_in_range search advanced_search search_text create_index
create_indices create_text_index search_by_value full_text_search get_index_stats optimize_collection execute_simple_query
execute_dynamic_query process_network_request begin_transaction commit_transaction rollback_transaction batch_write scan_with_prefix
get_data_by_pattern export_as_json export_as_csv import_from_json get_collection_definition get_collection_stats get_database_stats
aql_get_all_collection aql_insert aql_update_document aql_delete_document aql_get_document aql_begin_transaction aql_commit_transaction
aql_rollback_transaction create_collection_schema add_field_to_schema drop_field_from_schema rename_field_in_schema
modify_field_in_schema drop_collection_schema is_migration_applied mark_migration_applied count`

// symbols are the exported functions, methods and types of the packages that
// docs/api.md names, as package.Name and package.Type.Method.
func symbols(t *testing.T) map[string]bool {
	t.Helper()
	dirs := map[string]string{
		"engine": "engine", "transfer": "transfer", "server": "server", "storage": "storage", "storage/memory": "memory",
		"storage/file": "file", "storage/backup": "backup", "engine/verify": "verify",
	}
	_, all := goSources(t)
	out := map[string]bool{}
	for _, s := range product(all) {
		pkg, ok := dirs[s.dir()]
		if !ok {
			continue
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				name := d.Name.Name
				if on := receiver(d); on != "" {
					name = on + "." + name
				}
				out[pkg+"."+name] = true
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if ts, ok := spec.(*ast.TypeSpec); ok {
						out[pkg+"."+ts.Name.Name] = true
					}
				}
			}
		}
	}
	return out
}

// Every name of the original has its row, and every Go symbol of the table is
// there.
func TestAPITable(t *testing.T) {
	known := symbols(t)
	code := regexp.MustCompile("`([^`]+)`")
	symbol := regexp.MustCompile(`^[a-z]+(\.[A-Z]\w*)+$`)
	var named []string
	checked := 0
	for line := range strings.Lines(read(t, "docs/api.md")) {
		cells := strings.Split(line, "|")
		if len(cells) > 2 {
			for _, m := range code.FindAllStringSubmatch(cells[1], -1) {
				named = append(named, m[1])
			}
		}
		for _, m := range code.FindAllStringSubmatch(line, -1) {
			if !symbol.MatchString(m[1]) {
				continue
			}
			if checked++; !known[m[1]] {
				t.Errorf("docs/api.md names %s, which is not there", m[1])
			}
		}
	}
	for _, name := range strings.Fields(originals) {
		if !slices.Contains(named, name) {
			t.Errorf("docs/api.md has no row for %s", name)
		}
	}
	if checked < 80 {
		t.Errorf("%d symbols were checked", checked)
	}
}
