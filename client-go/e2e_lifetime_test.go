package jsinterop_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/durationpb"

	"jsinterop/client-go"
	"jsinterop/client-go/internal/brokertest"
	pb "jsinterop/client-go/jsinteropv1"
)

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

// constructEventually tries for as long as nothing ran, and nobody was there.
func constructEventually(t *testing.T, js *jsinterop.Client) *jsinterop.Reference {
	t.Helper()
	var made *jsinterop.Reference
	eventually(t, "there is a worker again", func() bool {
		next, err := js.From(values).Construct(timed(t), "Counter")
		if err != nil && callError(t, err).Code != codes.Unavailable {
			t.Fatal(err)
		}
		made = next
		return err == nil
	})
	return made
}

// A broker that is started anew knows nothing, and the client goes on with a new lease, of which its user knows nothing.
func TestABrokerThatIsStartedAnew(t *testing.T) {
	first := brokertest.Start(t, "testdata/modules")
	js, err := jsinterop.Dial(first.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer js.Close()
	ctx := timed(t)
	counter, err := js.From(values).Construct(ctx, "Counter")
	if err != nil {
		t.Fatal(err)
	}
	group, err := js.NewLease(ctx, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	first.Stop(t)
	brokertest.StartAt(t, first.Address, "testdata/modules")
	again := constructEventually(t, js)
	want(t, "a new object", 1)(jsinterop.Invoke[int](ctx, again, "increment"))
	_, err = counter.Invoke(ctx, "increment")
	if failed := callError(t, err); failed.Reason != "BROKER_RESTARTED" || failed.Executed != jsinterop.ExecutedNo {
		t.Errorf("an old object answered %v", err)
	}
	_, err = js.ImportWith(ctx, values, jsinterop.ImportOptions{Lease: group})
	if failed := callError(t, err); failed.Reason != "BROKER_RESTARTED" {
		t.Errorf("a lease of the user's own answered %v", err)
	}
	if held, err := counter.Dispose(ctx); held || err != nil {
		t.Errorf("disposing what is lost: %v, %v", held, err)
	}
	want(t, "the new object still", 2)(jsinterop.Invoke[int](ctx, again, "increment"))
}

// A worker that ends takes its objects along, and the client goes on with the next one.
func testWorkerLost(t *testing.T, js *jsinterop.Client) {
	ctx := timed(t)
	counter, err := js.From(values).Construct(ctx, "Counter")
	if err != nil {
		t.Fatal(err)
	}
	_, err = js.From(values).Invoke(ctx, "leave")
	if failed := callError(t, err); failed.Reason != "WORKER_DIED" || failed.Executed != jsinterop.ExecutedUnknown {
		t.Errorf("got %v", err)
	}
	_, err = counter.Get(ctx, "count")
	if failed := callError(t, err); failed.Reason != "WORKER_LOST" || failed.Executed != jsinterop.ExecutedNo {
		t.Errorf("got %v", err)
	}
	if next := constructEventually(t, js); next.ClassName() != "Counter" {
		t.Errorf("another worker made %v", next)
	}
	if held, err := counter.Dispose(ctx); held || err != nil {
		t.Errorf("disposing what is lost: %v, %v", held, err)
	}
}
