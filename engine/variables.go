package engine

import (
	"math"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
)

// variables converts the variables of a Go program, in a room if they are few.
//
// Errors: TYPE_MISMATCH naming the variable.
func variables(room *value.Room, vars map[string]any) (value.Value, error) {
	if vars == nil {
		return value.NullValue(), nil
	}
	fields := room.Fields(len(vars))
	for name, x := range vars {
		v, err := fromGo(x)
		if err != nil {
			return value.Value{}, dberr.Wrap(dberr.TypeMismatch, "variable $"+name, err)
		}
		fields = append(fields, value.Field{Name: name, Value: v})
	}
	return room.Object(fields), nil
}

// fromGo converts a Go value.
//
// Errors: TYPE_MISMATCH for a value of a type that documents do not have.
func fromGo(x any) (value.Value, error) {
	switch x := x.(type) {
	case nil:
		return value.NullValue(), nil
	case value.Value:
		return x, nil
	case bool:
		return value.BoolValue(x), nil
	case string:
		return value.StringValue(x), nil
	case []byte:
		return value.BytesValue(x), nil
	case time.Time:
		return value.TimeValue(x), nil
	case float64:
		return fromFloat(x)
	case float32:
		return fromFloat(float64(x))
	case []any:
		return fromSlice(x)
	case []string:
		return fromSlice(x)
	case []int:
		return fromSlice(x)
	case []int64:
		return fromSlice(x)
	case []float64:
		return fromSlice(x)
	case []float32:
		return fromSlice(x)
	case []map[string]any:
		return fromSlice(x)
	case map[string]any:
		return fromMap(x)
	}
	if n, ok := fromInteger(x); ok {
		return value.IntValue(n), nil
	}
	return fromOther(x)
}

func fromFloat(f float64) (value.Value, error) {
	v, ok := value.CheckedFloat(f)
	if !ok {
		return v, dberr.New(dberr.TypeMismatch, "NaN and the infinities are no numbers of a document")
	}
	return v, nil
}

func fromInteger(x any) (int64, bool) {
	switch x := x.(type) {
	case int:
		return int64(x), true
	case int8:
		return int64(x), true
	case int16:
		return int64(x), true
	case int32:
		return int64(x), true
	case int64:
		return x, true
	case uint8:
		return int64(x), true
	case uint16:
		return int64(x), true
	case uint32:
		return int64(x), true
	case uint:
		return int64(x), uint64(x) <= math.MaxInt64
	case uint64:
		return int64(x), x <= math.MaxInt64
	}
	return 0, false
}

func fromSlice[T any](list []T) (value.Value, error) {
	if list == nil {
		return value.NullValue(), nil
	}
	items := make([]value.Value, len(list))
	for i, x := range list {
		v, err := fromGo(x)
		if err != nil {
			return value.Value{}, err
		}
		items[i] = v
	}
	return value.ArrayValue(items), nil
}

func fromMap(m map[string]any) (value.Value, error) {
	if m == nil {
		return value.NullValue(), nil
	}
	var few [16]string
	names := sortedKeys(few[:0], m)
	fields := make([]value.Field, len(names))
	for i, name := range names {
		v, err := fromGo(m[name])
		if err != nil {
			return value.Value{}, err
		}
		fields[i] = value.Field{Name: name, Value: v}
	}
	return value.ObjectValue(fields), nil
}

// sortedKeys appends the keys of a map to a list that is empty.
func sortedKeys(keys []string, m map[string]any) []string {
	for k := range m {
		keys = append(keys, k)
	}
	sorting.Ordered(keys)
	return keys
}
