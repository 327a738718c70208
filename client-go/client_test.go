package jsinterop

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "jsinterop/client-go/jsinteropv1"
)

var bg = context.Background()

func mustImport(t *testing.T, js *Client) *Module {
	t.Helper()
	module, err := js.Import(bg, "./math.js")
	if err != nil {
		t.Fatal(err)
	}
	return module
}

func TestOneLeaseForTheClientAndOnlyWhenItIsNeeded(t *testing.T) {
	broker := &fakeBroker{}
	js, _ := dialFake(t, broker)
	if _, err := js.Invoke(bg, Function{"./math.js", "add"}, 1, 2); err != nil {
		t.Fatal(err)
	}
	if broker.granted != 0 {
		t.Error("a copy needed a lease")
	}
	mustImport(t, js)
	broker.onInvoke = granting("object")
	if _, err := js.From("./math.js").Construct(bg, "Thing"); err != nil {
		t.Fatal(err)
	}
	if broker.granted != 1 {
		t.Errorf("%d leases were granted", broker.granted)
	}
	if last := broker.requests()[1]; last.GetLease() != "lease-1" || last.GetResult() != pb.ResultMode_RESULT_MODE_REFERENCE {
		t.Errorf("got %v", last)
	}
}

func TestTheLeaseIsRenewedWhileReferencesAreHeld(t *testing.T) {
	broker := &fakeBroker{}
	js, clock := dialFake(t, broker)
	module := mustImport(t, js)
	clock.Advance(fakeTerm)
	if got := broker.renewals(); got != 3 {
		t.Errorf("%d renewals in a term, want 3", got)
	}
	module.Close()
	clock.Advance(10 * fakeTerm)
	if got := broker.renewals(); got != 3 {
		t.Errorf("%d renewals, although nothing is held", got)
	}
}

func TestALongCallKeepsItsLease(t *testing.T) {
	begun, answer := make(chan struct{}), make(chan struct{})
	broker := &fakeBroker{onInvoke: func(ctx context.Context, request *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		if request.GetMember() == "Slow" {
			close(begun)
			<-answer
		}
		return granting(request.GetMember())(ctx, request)
	}}
	js, clock := dialFake(t, broker)
	constructed := make(chan *Reference)
	go func() {
		object, err := js.From("./math.js").Construct(bg, "Slow")
		if err != nil {
			t.Error(err)
		}
		constructed <- object
	}()
	<-begun
	clock.Advance(fakeTerm)
	quick, err := js.From("./math.js").Construct(bg, "Quick")
	if err != nil {
		t.Fatal(err)
	}
	quick.Close()
	// The old lease would have been let go before.
	got := broker.nextDisposal(t)
	if broker.granted != 2 || len(got.GetReferences()) != 1 || len(got.GetLeases()) != 0 {
		t.Errorf("first %v was disposed, with %d leases granted", got, broker.granted)
	}
	close(answer)
	(<-constructed).Close()
}

func TestCloseOfAReferenceDisposesItOnce(t *testing.T) {
	broker := &fakeBroker{}
	js, _ := dialFake(t, broker)
	module := mustImport(t, js)
	module.Close()
	module.Close()
	if got := broker.nextDisposal(t); len(got.GetReferences()) != 1 || got.GetReferences()[0].GetToken() != "module" {
		t.Errorf("disposed %v", got)
	}
	_, err := module.Invoke(bg, "add")
	var failed *CallError
	if !errors.As(err, &failed) || failed.Reason != "DISPOSED" || failed.Executed != ExecutedNo {
		t.Errorf("a closed reference answered %v", err)
	}
	held, err := module.Dispose(bg)
	if held || err != nil {
		t.Errorf("disposing what was closed: %v, %v", held, err)
	}
	js.Close()
	if got := broker.nextDisposal(t); len(got.GetReferences()) != 0 || len(got.GetLeases()) != 1 {
		t.Errorf("at the end %v was disposed", got)
	}
}

func TestDisposeTellsWhetherItWasHeld(t *testing.T) {
	broker := &fakeBroker{}
	js, clock := dialFake(t, broker)
	module := mustImport(t, js)
	if held, err := module.Dispose(bg); !held || err != nil {
		t.Errorf("got %v, %v", held, err)
	}
	clock.Advance(10 * fakeTerm)
	if broker.renewals() != 0 {
		t.Error("the lease was renewed for what was disposed")
	}
}

func TestADisposeThatFailsIsMadeUpInTheBackground(t *testing.T) {
	fails := true
	broker := &fakeBroker{onDispose: func(*pb.DisposeRequest) error {
		if fails {
			fails = false
			return status.Error(codes.Unavailable, "broken")
		}
		return nil
	}}
	js, _ := dialFake(t, broker)
	module := mustImport(t, js)
	if _, err := module.Dispose(bg); status.Code(err) != codes.Unavailable {
		t.Errorf("got %v", err)
	}
	if got := broker.nextDisposal(t); len(got.GetReferences()) != 1 {
		t.Errorf("disposed %v", got)
	}
}

func TestWhatTheCollectorFindsIsDisposed(t *testing.T) {
	broker := &fakeBroker{}
	js, _ := dialFake(t, broker)
	mustImport(t, js)
	for end := time.Now().Add(patience); len(broker.disposed) == 0 && time.Now().Before(end); {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	if got := broker.nextDisposal(t); len(got.GetReferences()) != 1 {
		t.Errorf("disposed %v", got)
	}
}

func TestALeaseThatTheBrokerGrantsByItselfIsKeptWhileItIsNeeded(t *testing.T) {
	broker := &fakeBroker{onInvoke: func(context.Context, *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		value := &pb.Value{Kind: &pb.Value_Reference{Reference: 0}}
		return &pb.InvokeResponse{
			Outcome:    &pb.InvokeResponse_Value{Value: value},
			References: []*pb.Reference{{Token: "inside"}, {Token: "unused"}}, Lease: leaseState("by-itself"),
		}, nil
	}}
	js, clock := dialFake(t, broker)
	value, err := js.Invoke(bg, Function{"./math.js", "live"})
	if err != nil {
		t.Fatal(err)
	}
	if got := broker.nextDisposal(t); len(got.GetReferences()) != 1 || got.GetReferences()[0].GetToken() != "unused" {
		t.Errorf("disposed %v", got)
	}
	clock.Advance(fakeTerm / 3)
	if broker.renewals() != 1 {
		t.Errorf("%d renewals", broker.renewals())
	}
	value.Close()
	disposed := map[string]bool{}
	for len(disposed) < 2 {
		got := broker.nextDisposal(t)
		for _, lease := range got.GetLeases() {
			disposed[lease] = true
		}
		for _, reference := range got.GetReferences() {
			disposed[reference.GetToken()] = true
		}
	}
	if !disposed["by-itself"] || !disposed["inside"] {
		t.Errorf("disposed %v", disposed)
	}
}

func TestALeaseOfOnesOwn(t *testing.T) {
	broker := &fakeBroker{}
	js, clock := dialFake(t, broker)
	group, err := js.NewLease(bg, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	clock.Advance(fakeTerm / 3)
	if broker.renewals() != 1 {
		t.Errorf("%d renewals", broker.renewals())
	}
	broker.onInvoke = granting("object")
	cart, err := js.From("./cart.js").With(CallOptions{Lease: group}).Construct(bg, "Cart")
	if err != nil {
		t.Fatal(err)
	}
	if got := broker.requests()[0].GetLease(); got != "lease-1" {
		t.Errorf("constructed in %q", got)
	}
	group.Close()
	group.Close()
	if got := broker.nextDisposal(t); len(got.GetLeases()) != 1 || got.GetLeases()[0] != "lease-1" {
		t.Errorf("disposed %v", got)
	}
	clock.Advance(10 * fakeTerm)
	if broker.renewals() != 1 {
		t.Error("a closed lease was renewed")
	}
	_ = cart.Close()
	if _, err := js.NewLease(bg, -1); err == nil {
		t.Error("a negative TTL was taken")
	}
}

func TestALeaseOfOnesOwnIsUsedInTheClientsPool(t *testing.T) {
	pool := ""
	broker := &fakeBroker{onImport: func(_ context.Context, request *pb.ImportRequest) (*pb.ImportResponse, error) {
		pool = request.GetPool()
		return nil, refused(codes.NotFound, "MODULE_NOT_FOUND", "NO")
	}}
	js, _ := dialFake(t, broker, WithPool("big"))
	group, err := js.NewLease(bg, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.ImportWith(bg, "./cart.js", ImportOptions{Lease: group}); status.Code(err) != codes.NotFound || pool != "big" {
		t.Errorf("imported in %q: %v", pool, err)
	}
	if _, err := js.From("./cart.js").With(CallOptions{Lease: group}).Invoke(bg, "f"); err != nil {
		t.Fatal(err)
	}
	if got := broker.requests()[0].GetPool(); got != "big" {
		t.Errorf("called in %q", got)
	}
}

func TestCloseCancelsWhatIsUnderWay(t *testing.T) {
	running := make(chan struct{})
	broker := &fakeBroker{onInvoke: func(ctx context.Context, _ *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		close(running)
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	js, _ := dialFake(t, broker)
	mustImport(t, js)
	failed := make(chan error, 1)
	go func() {
		_, err := js.Invoke(bg, Function{"./math.js", "never"})
		failed <- err
	}()
	<-running
	if err := js.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if err := <-failed; status.Code(err) != codes.Canceled {
		t.Errorf("got %v", err)
	}
	last := broker.nextDisposal(t)
	if len(last.GetLeases()) != 1 || len(last.GetNonces()) != 1 {
		t.Errorf("at the end %v was disposed", last)
	}
	for what, verb := range map[string]func() error{
		"Invoke":   func() error { _, err := js.Invoke(bg, Function{Member: "f"}); return err },
		"Import":   func() error { _, err := js.Import(bg, "./math.js"); return err },
		"NewLease": func() error { _, err := js.NewLease(bg, 0); return err },
	} {
		var unusable *CallError
		if err := verb(); !errors.As(err, &unusable) || unusable.Reason != ReasonNotUsable {
			t.Errorf("%s on a closed Client: %v", what, err)
		}
	}
	if err := js.Close(); err != nil {
		t.Errorf("the second Close: %v", err)
	}
}

func TestCloseSaysWhenTheBrokerCouldNotBeTold(t *testing.T) {
	broker := &fakeBroker{onDispose: func(*pb.DisposeRequest) error { return status.Error(codes.Unavailable, "gone") }}
	js, clock := dialFake(t, broker)
	mustImport(t, js).Close()
	if err := js.Close(); status.Code(err) != codes.Unavailable {
		t.Errorf("got %v", err)
	}
	if clock.Timers() != 0 {
		t.Errorf("%d timers stand", clock.Timers())
	}
}

// A client that was given live objects inside of copies has a lease for each of the results.
func TestCloseReleasesManyLeasesBitByBit(t *testing.T) {
	broker := &fakeBroker{}
	js, _ := dialFake(t, broker)
	const many = 20_000
	for i := 0; i < many; i++ {
		js.leases.Add(fmt.Sprint(i))
	}
	if err := js.Close(); err != nil {
		t.Fatal(err)
	}
	for released := 0; released < many; {
		got := len(broker.nextDisposal(t).GetLeases())
		if got == 0 || got > many/2 {
			t.Fatalf("%d at a time", got)
		}
		released += got
	}
}

func TestNobodyIsLeftBehindAfterClose(t *testing.T) {
	before := runtime.NumGoroutine()
	broker := &fakeBroker{onInvoke: granting("object")}
	t.Run("a client's life", func(t *testing.T) {
		js, clock := dialFake(t, broker)
		module := mustImport(t, js)
		for i := 0; i < 10; i++ {
			object, err := module.Construct(bg, "Thing")
			if err != nil {
				t.Fatal(err)
			}
			object.Close()
		}
		clock.Advance(fakeTerm)
		if err := js.Close(); err != nil {
			t.Fatal(err)
		}
		if clock.Timers() != 0 {
			t.Errorf("%d timers stand", clock.Timers())
		}
	})
	// gRPC's own goroutines end soon after its connection.
	for end := time.Now().Add(patience); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, and %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	var tokens sync.Map
	broker := &fakeBroker{}
	broker.onInvoke = func(ctx context.Context, request *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		token := fmt.Sprintf("%x", request.GetNonce())
		tokens.Store(token, true)
		return granting(token)(ctx, request)
	}
	js, clock := dialFake(t, broker)
	var all sync.WaitGroup
	for i := 0; i < 16; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for j := 0; j < 50; j++ {
				object, err := js.From("./math.js").Construct(bg, "Thing", j)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := Invoke[*Reference](bg, object, "self", object); err != nil {
					t.Error(err)
				}
				object.Close()
			}
		}()
	}
	go clock.Advance(fakeTerm)
	all.Wait()
	if broker.granted != 1 {
		t.Errorf("%d leases were granted", broker.granted)
	}
}

func TestDialRefusesWhatMakesNoSense(t *testing.T) {
	for what, dial := range map[string]func() (*Client, error){
		"no target":    func() (*Client, error) { return Dial("") },
		"negative TTL": func() (*Client, error) { return Dial("127.0.0.1:1", WithLeaseTTL(-1)) },
		"bad target":   func() (*Client, error) { return Dial("no such scheme://\x00") },
	} {
		if _, err := dial(); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	broker := &fakeBroker{}
	js, _ := dialFake(t, broker)
	module := mustImport(t, js)
	for _, shown := range []string{fmt.Sprint(module), fmt.Sprintf("%v %s", &module.Reference, MustValueOf(&module.Reference))} {
		if strings.Contains(shown, "token") || strings.Contains(shown, "lease-1") || !strings.Contains(shown, "a reference to a module") {
			t.Errorf("shown as %s", shown)
		}
	}
}
