package jsinterop_test

import (
	"math"
	"math/big"
	"reflect"
	"testing"
	"time"

	"jsinterop/client-go"
)

func testValues(t *testing.T, js *jsinterop.Client) {
	ctx := timed(t)
	module := js.From(values)
	type inner struct {
		Tags []string          `js:"tags"`
		Map  map[string]*int   `js:"map"`
		At   time.Time         `js:"at"`
		Big  *big.Int          `js:"big"`
		More map[string][]byte `js:"more"`
	}
	five := 5
	sent := inner{
		[]string{"a", "ü"}, map[string]*int{"five": &five, "none": nil}, time.UnixMilli(1_700_000_000_123).UTC(),
		new(big.Int).Lsh(big.NewInt(1), 100), map[string][]byte{"b": {1, 2, 3}},
	}
	want(t, "a struct", sent)(jsinterop.Invoke[inner](ctx, module, "echo", sent))
	for _, encoding := range []jsinterop.Encoding{jsinterop.EncodingAuto, jsinterop.EncodingStructured} {
		place := module.With(jsinterop.CallOptions{Encoding: encoding})
		number, err := jsinterop.Invoke[float64](ctx, place, "negativeZero")
		if err != nil || number != 0 || !math.Signbit(number) {
			t.Errorf("-0: %v, %v", number, err)
		}
	}
	for what, typed := range map[string]any{
		"Int16Array": jsinterop.NewTypedArray([]int16{1}), "Uint8Array": []byte{1}, "BigInt": big.NewInt(1), "Date": time.Now(),
		"Null": nil, "Undefined": jsinterop.Undefined, "Map": &jsinterop.Map{}, "Set": &jsinterop.Set{},
		"ArrayBuffer": &jsinterop.ArrayBuffer{}, "Array": []int{}, "Object": map[string]int{},
		"Error": &jsinterop.Error{Name: "TypeError"},
	} {
		want(t, what, what)(jsinterop.Invoke[string](ctx, module, "typeOf", typed))
	}
	type pair struct {
		One   *map[string]int `js:"one"`
		Other *map[string]int `js:"other"`
		Bytes []any           `js:"bytes"`
	}
	shared, err := jsinterop.Invoke[pair](ctx, module, "shared")
	if err != nil || shared.One != shared.Other {
		t.Errorf("an alias: %v, %v", shared, err)
	}
	cycle, err := module.Invoke(ctx, "cycle")
	if err != nil || cycle.Get("self") != cycle {
		t.Errorf("a cycle: %v, %v", cycle, err)
	}
	rich, err := module.Invoke(ctx, "rich")
	if err != nil {
		t.Fatal(err)
	}
	shown := `{"map": Map {1 => "one"}, "set": Set {1, 2}, "big": 1180591620717411303424n, ` +
		`"date": Date(2023-11-14T22:13:20.123Z), "pattern": /a+/gi, "boxed": Object("text"), "error": TypeError: "wrong"}`
	if rich.String() != shown {
		t.Errorf("got %v", rich)
	}
}

func testDepth(t *testing.T, js *jsinterop.Client) {
	ctx := timed(t)
	nest := func(levels int) any {
		var nested any
		for i := 0; i < levels; i++ {
			nested = []any{nested}
		}
		return nested
	}
	// What is innermost is on a level of its own, and a worker takes 10,000.
	const levels = 9_999
	want(t, "deep argument", levels)(jsinterop.Invoke[int](ctx, js.From(values), "depthOf", nest(levels)))
	deep, err := jsinterop.Invoke[any](ctx, js.From(values), "deep", levels)
	if err != nil || !reflect.DeepEqual(deep, nest(levels)) {
		t.Errorf("deep result: %v", err)
	}
	_, err = js.From(values).Invoke(ctx, "deep", levels*2)
	if failed := callError(t, err); failed.Reason != "RESULT_TOO_LARGE" {
		t.Errorf("got %v", err)
	}
	_, err = js.From(values).Invoke(ctx, "depthOf", nest(levels*2))
	if failed := callError(t, err); failed.Executed != jsinterop.ExecutedNo {
		t.Errorf("got %v", err)
	}
}
