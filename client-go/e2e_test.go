package jsinterop_test

import (
	"context"
	"testing"

	"jsinterop/client-go"
	"jsinterop/client-go/internal/brokertest"
)

func dial(t *testing.T, flags ...string) *jsinterop.Client {
	t.Helper()
	broker := brokertest.Start(t, "testdata/modules", flags...)
	js, err := jsinterop.Dial(broker.Address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := js.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return js
}

func TestSmoke(t *testing.T) {
	js := dial(t)
	ctx := context.Background()
	values, err := js.Import(ctx, "./values.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{"rich", "shared", "cycle", "sparse", "loneSurrogate", "negativeZero", "withCounter", "nothing"} {
		v, err := values.Invoke(ctx, f)
		t.Log(f, v, err)
	}
	n, err := jsinterop.Invoke[int](ctx, values, "depthOf", nest(10000))
	t.Log(n, err)
	d, err := values.Invoke(ctx, "deep", 9999)
	t.Log(d, err)
	_, err = values.Invoke(ctx, "fail", "x")
	t.Logf("%#v %v", err, err)
	_, err = values.Invoke(ctx, "nope", "x")
	t.Logf("%#v %v", err, err)
	_, err = jsinterop.Invoke[map[string]int](ctx, values, "echo", map[string]any{"a": 1, "b": []any{1, "x"}})
	t.Logf("%#v %v", err, err)
	v, err := jsinterop.Invoke[any](ctx, values, "echo", map[string]any{"a": 1, "b": []any{1, "x"}})
	t.Logf("%#v %v", v, err)
}

func nest(levels int) any {
	var v any
	for i := 0; i < levels; i++ {
		v = []any{v}
	}
	return v
}
