package jsinterop_test

import (
	"context"
	"errors"
	"math"
	"math/big"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	"jsinterop/client-go"
	"jsinterop/client-go/internal/brokertest"
	pb "jsinterop/client-go/jsinteropv1"
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

func testLiveObjects(t *testing.T, js *jsinterop.Client) {
	ctx := timed(t)
	module, err := js.Import(ctx, values)
	if err != nil {
		t.Fatal(err)
	}
	counter, err := module.Construct(ctx, "Counter")
	if err != nil {
		t.Fatal(err)
	}
	if counter.ClassName() != "Counter" || counter.Kind() != jsinterop.ObjectKindObject {
		t.Errorf("got %v", counter)
	}
	want(t, "a method", 2)(jsinterop.Invoke[int](ctx, counter, "increment", 2))
	if err := counter.Set(ctx, "count", 40); err != nil {
		t.Error(err)
	}
	want(t, "a property", 40)(jsinterop.Get[int](ctx, counter, "count"))
	want(t, "the same object", true)(jsinterop.Invoke[bool](ctx, module, "isSame", counter, counter))
	both := map[string]any{"one": counter, "other": []any{counter}}
	want(t, "inside an argument", true)(jsinterop.Invoke[bool](ctx, module, "holdsTwice", both))

	got, err := jsinterop.Invoke[struct {
		Counter *jsinterop.Reference `js:"counter"`
		N       int                  `js:"n"`
	}](ctx, module, "withCounter")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "a live object in a tree", 1)(jsinterop.Invoke[int](ctx, got.Counter, "increment"))

	if held, err := counter.Dispose(ctx); !held || err != nil {
		t.Errorf("Dispose: %v, %v", held, err)
	}
	_, err = counter.Invoke(ctx, "increment")
	if failed := callError(t, err); failed.Reason != "DISPOSED" {
		t.Errorf("got %v", err)
	}
	primitive, err := jsinterop.Invoke[*jsinterop.Reference](ctx, module, "echo", 1)
	if failed := callError(t, err); failed.Reason != jsinterop.ReasonResultMismatch {
		t.Errorf("got %v, %v", primitive, err)
	}
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

func testOwnLease(t *testing.T, js *jsinterop.Client) {
	ctx := timed(t)
	group, err := js.NewLease(ctx, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	module, err := js.ImportWith(ctx, values, jsinterop.ImportOptions{Lease: group})
	if err != nil {
		t.Fatal(err)
	}
	counter, err := module.Construct(ctx, "Counter")
	if err != nil {
		t.Fatal(err)
	}
	group.Close()
	eventually(t, "the lease is gone", func() bool {
		_, err := counter.Get(ctx, "count")
		var failed *jsinterop.CallError
		return errors.As(err, &failed) && failed.Reason == "DISPOSED"
	})
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// Whatever becomes of calls and references, the worker holds nothing in the end.
func testNothingIsLeft(t *testing.T, js *jsinterop.Client) {
	ctx := timed(t)
	held := func() int {
		count, err := jsinterop.Invoke[int](ctx, js.From(values), "objects")
		if err != nil {
			t.Fatal(err)
		}
		return count
	}
	eventually(t, "other tests' objects are gone", func() bool { return held() == 0 })
	for i := 0; i < 50; i++ {
		cancelled, cancel := context.WithCancel(ctx)
		go cancel()
		counter, err := js.From(values).Construct(cancelled, "Counter")
		if err == nil {
			counter.Close()
		}
		if value, err := js.From(values).Invoke(ctx, "withCounter"); err != nil {
			t.Error(err)
		} else {
			value.Close()
		}
	}
	eventually(t, "all objects are gone", func() bool { return held() == 0 })
}

// A reference outlives the term of its lease, since that is renewed.
func testKeptAlive(t *testing.T, address string) {
	ctx := timed(t)
	const term = 100 * time.Millisecond
	js, err := jsinterop.Dial(address, jsinterop.WithLeaseTTL(term))
	if err != nil {
		t.Fatal(err)
	}
	defer js.Close()
	counter, err := js.From(values).Construct(ctx, "Counter")
	if err != nil {
		t.Fatal(err)
	}
	// The end of a lease of the same term, which nobody renews, tells when ours would have ended.
	abandon(t, address, term)
	eventually(t, "the abandoned lease has run out", func() bool {
		count, err := jsinterop.Invoke[int](ctx, js.From(values), "guardsDisposed")
		return err == nil && count == 1
	})
	want(t, "a method", 1)(jsinterop.Invoke[int](ctx, counter, "increment"))
}

// abandon leaves an object behind in a lease of that term.
func abandon(t *testing.T, address string, term time.Duration) {
	t.Helper()
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	stub := pb.NewInteropClient(connection)
	granted, err := stub.GrantLease(timed(t), &pb.GrantLeaseRequest{Ttl: durationpb.New(term)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = stub.Invoke(timed(t), &pb.InvokeRequest{
		Target: &pb.InvokeRequest_Module{Module: values}, Member: "Guard", Operation: pb.Operation_OPERATION_CONSTRUCT,
		Result: pb.ResultMode_RESULT_MODE_REFERENCE, Lease: granted.GetLease().GetId(),
	})
	if err != nil {
		t.Fatal(err)
	}
}
