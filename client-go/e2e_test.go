package jsinterop_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"jsinterop/client-go"
	"jsinterop/client-go/internal/brokertest"
)

// What takes real time here takes far less.
const patience = 20 * time.Second

// TestRealBroker plays all end-to-end tests against one broker with one worker.
func TestRealBroker(t *testing.T) {
	broker := brokertest.Start(t, "testdata/modules", "--preload=testdata/modules/preload.js", "--min-ttl=100ms")
	for name, test := range map[string]func(*testing.T, *jsinterop.Client){
		"calls":                 testCalls,
		"values":                testValues,
		"depth":                 testDepth,
		"live objects":          testLiveObjects,
		"exceptions":            testExceptions,
		"errors":                testErrors,
		"deadline":              testDeadline,
		"many at once":          testManyAtOnce,
		"exposed names":         testExposed,
		"import":                testImport,
		"leases of one's own":   testOwnLease,
		"nothing is left over":  testNothingIsLeft,
		"a worker is lost":      testWorkerLost,
		"a lease is kept alive": func(t *testing.T, _ *jsinterop.Client) { testKeptAlive(t, broker.Address) },
	} {
		test := test
		t.Run(name, func(t *testing.T) {
			js, err := jsinterop.Dial(broker.Address)
			if err != nil {
				t.Fatal(err)
			}
			test(t, js)
			if err := js.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
}

func timed(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

const values = "./values.js"

func want[T any](t *testing.T, what string, wanted T) func(T, error) {
	return func(got T, err error) {
		t.Helper()
		if err != nil || !reflect.DeepEqual(got, wanted) {
			t.Errorf("%s: got %v, %v, want %v", what, got, err, wanted)
		}
	}
}

func testCalls(t *testing.T, js *jsinterop.Client) {
	ctx := timed(t)
	module := js.From(values)
	want(t, "echo", 42)(jsinterop.Invoke[int](ctx, module, "echo", 42))
	want(t, "await", "x")(jsinterop.InvokeAsync[string](ctx, module, "later", "x"))
	value, err := js.InvokeAsync(ctx, jsinterop.Function{Module: values, Member: "later"}, 1)
	if err != nil || value.String() != "1" {
		t.Errorf("later: %v, %v", value, err)
	}
	if err := module.InvokeVoid(ctx, "makeCounter"); err != nil {
		t.Error(err)
	}
	if err := module.InvokeVoidAsync(ctx, "later"); err != nil {
		t.Error(err)
	}
	_, err = module.Invoke(ctx, "later")
	if failed := callError(t, err); failed.Reason != "RETURNED_PROMISE" || failed.Executed != jsinterop.ExecutedYes {
		t.Errorf("got %v", err)
	}
	promise, err := jsinterop.Invoke[*jsinterop.Reference](ctx, module, "later", 7)
	if err != nil || promise.Kind() != jsinterop.ObjectKindPromise {
		t.Fatalf("got %v, %v", promise, err)
	}
	want(t, "a promise that is held", 7)(jsinterop.GetAsync[int](ctx, promise, ""))
}

func testExceptions(t *testing.T, js *jsinterop.Client) {
	ctx := timed(t)
	_, err := js.From(values).Invoke(ctx, "fail", "no")
	var thrown *jsinterop.JsException
	if !errors.As(err, &thrown) {
		t.Fatalf("got %v", err)
	}
	if thrown.Name != "RangeError" || thrown.Message != "no" || thrown.Code != "E_RANGE" || thrown.Cause.Name != "TypeError" ||
		thrown.Property("n").String() != "7n" || !strings.Contains(thrown.Stack, "values.js") {
		t.Errorf("got %#v", thrown)
	}
	_, err = js.From(values).InvokeAsync(ctx, "failLater")
	if !errors.As(err, &thrown) || len(thrown.Errors) != 2 || thrown.Errors[1].Message != "second" {
		t.Errorf("got %#v", thrown)
	}
	_, err = js.From(values).Invoke(ctx, "throwText", "plain")
	if !errors.As(err, &thrown) || thrown.Name != "" || thrown.Thrown == nil || thrown.Thrown.String() != `"plain"` {
		t.Errorf("got %#v", thrown)
	}
}

func callError(t *testing.T, err error) *jsinterop.CallError {
	t.Helper()
	var failed *jsinterop.CallError
	if !errors.As(err, &failed) {
		t.Fatalf("not a CallError: %v", err)
	}
	return failed
}

func testErrors(t *testing.T, js *jsinterop.Client) {
	ctx := timed(t)
	_, err := js.From(values).Invoke(ctx, "nope")
	failed := callError(t, err)
	if failed.Code != codes.NotFound || failed.Reason != "MEMBER_NOT_FOUND" || failed.Executed != jsinterop.ExecutedNo ||
		failed.Subject != "nope" || status.Code(err) != codes.NotFound {
		t.Errorf("got %#v", failed)
	}
	_, err = js.Import(ctx, "")
	if failed := callError(t, err); failed.Reason != "INVALID_FIELD" || failed.Field != "specifier" {
		t.Errorf("got %#v", failed)
	}
	_, err = js.Import(ctx, "./nope.js")
	if failed := callError(t, err); failed.Reason != "MODULE_NOT_FOUND" {
		t.Errorf("got %#v", failed)
	}
	_, err = js.From(values).With(jsinterop.CallOptions{Pool: "nobody"}).Invoke(ctx, "echo")
	if failed := callError(t, err); failed.Reason != "NO_WORKER" || failed.Code != codes.Unavailable {
		t.Errorf("got %#v", failed)
	}
}

func testDeadline(t *testing.T, js *jsinterop.Client) {
	ctx, cancel := context.WithCancel(timed(t))
	module, err := js.Import(ctx, values)
	if err != nil {
		t.Fatal(err)
	}
	promise, err := jsinterop.Invoke[*jsinterop.Reference](ctx, module, "pends")
	if err != nil {
		t.Fatal(err)
	}
	cancelled := make(chan error, 1)
	go func() {
		_, err := promise.GetAsync(ctx, "")
		cancelled <- err
	}()
	cancel()
	if err := <-cancelled; !errors.Is(err, context.Canceled) || status.Code(err) != codes.Canceled {
		t.Errorf("got %v", err)
	}
	short, stop := context.WithTimeout(context.Background(), time.Millisecond)
	defer stop()
	_, err = js.From(values).InvokeAsync(short, "pends")
	if !errors.Is(err, context.DeadlineExceeded) || status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("got %v", err)
	}
	// A worker that is asked to end would wait for them.
	if err := js.From(values).InvokeVoid(timed(t), "endAll"); err != nil {
		t.Error(err)
	}
}

func testManyAtOnce(t *testing.T, js *jsinterop.Client) {
	ctx := timed(t)
	var all sync.WaitGroup
	for i := 0; i < 200; i++ {
		i := i
		all.Add(1)
		go func() {
			defer all.Done()
			want(t, "echo", i)(jsinterop.InvokeAsync[int](ctx, js.From(values), "later", i))
		}()
	}
	all.Wait()
}

func testExposed(t *testing.T, js *jsinterop.Client) {
	ctx := timed(t)
	want(t, "an exposed name", "hello, Go")(jsinterop.Invoke[string](ctx, js.Exposed(), "greetings.greet", "Go"))
	value, err := js.Invoke(ctx, jsinterop.Function{Member: "greetings.greet"}, "you")
	if err != nil || value.String() != `"hello, you"` {
		t.Errorf("got %v, %v", value, err)
	}
}

func testImport(t *testing.T, js *jsinterop.Client) {
	module, err := js.Import(timed(t), values)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]jsinterop.ExportKind{}
	for _, export := range module.Exports {
		kinds[export.Name] = export.Kind
	}
	if kinds["echo"] != jsinterop.ExportFunction || kinds["Counter"] != jsinterop.ExportClass || len(module.Version) != 16 {
		t.Errorf("got %v, version %q", module.Exports, module.Version)
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}
