package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage/memory"
)

const dimensions = 384

// nearest measures the ten nearest of n vectors by cosine and checks them.
func nearest(n int) error {
	ctx := context.Background()
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := execute(db, "schema { define collection v { n: Int!  e: Vector(384) @vector(metric: COSINE) } }", value.Value{}); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(5, 6))
	all := make([][]float64, n)
	for from := 0; from < n; from += 500 {
		var rows []value.Value
		for i := from; i < min(from+500, n); i++ {
			all[i] = vector(r)
			rows = append(rows, value.ObjectValue([]value.Field{{Name: "n", Value: value.IntValue(int64(i))}, {Name: "e", Value: numbers(all[i])}}))
		}
		if err := execute(db, `mutation($rows: [Object!]!) { insertMany(collection: "v", data: $rows) { n } }`, value.ObjectValue([]value.Field{{Name: "rows", Value: value.ArrayValue(rows)}})); err != nil {
			return err
		}
	}
	var times []time.Duration
	for range 11 {
		given := vector(r)
		vars := value.ObjectValue([]value.Field{{Name: "q", Value: numbers(given)}})
		start := time.Now()
		resp := db.Do(ctx, engine.Request{Text: `query($q: [Float!]) { v(near: {field: "e", vector: $q, k: 10}) { n _distance } }`, Variables: vars})
		times = append(times, time.Since(start))
		if err := resp.Err(); err != nil {
			return err
		}
		if err := checkNear(resp.JSON(), all, given); err != nil {
			return err
		}
	}
	slices.Sort(times)
	fmt.Printf("| 10 nearest of %d × %d by cosine | %v | |\n", n, dimensions, times[len(times)/2].Round(100*time.Microsecond))
	return nil
}

func checkNear(answer []byte, all [][]float64, given []float64) error {
	var got struct {
		Data struct{ V []struct{ N int } }
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		return err
	}
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	distance := make([]float64, len(all))
	for i, v := range all {
		distance[i] = cosine(v, given)
	}
	slices.SortFunc(order, func(a, b int) int { return int(math.Copysign(1, distance[a]-distance[b])) })
	for i := range min(10, len(all)) {
		if i >= len(got.Data.V) || got.Data.V[i].N != order[i] {
			return errors.New("the nearest vectors are others")
		}
	}
	return nil
}

func cosine(a, b []float64) float64 {
	var dot, aa, bb float64
	for i := range a {
		dot, aa, bb = dot+a[i]*b[i], aa+a[i]*a[i], bb+b[i]*b[i]
	}
	return 1 - dot/math.Sqrt(aa*bb)
}

// vector has numbers that a float of 32 bits holds.
func vector(r *rand.Rand) []float64 {
	v := make([]float64, dimensions)
	for i := range v {
		v[i] = float64(float32(r.NormFloat64()))
	}
	return v
}

func numbers(v []float64) value.Value {
	out := make([]value.Value, len(v))
	for i, x := range v {
		out[i] = value.FloatValue(x)
	}
	return value.ArrayValue(out)
}
