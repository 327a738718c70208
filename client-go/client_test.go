package jsinterop

import (
	"bytes"
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

// A cancelled call is disposed of by its nonce, since nobody knows what it granted.
func TestALostAnswerIsDisposedByNonce(t *testing.T) {
	running := make(chan []byte, 1)
	broker := &fakeBroker{onInvoke: func(ctx context.Context, request *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		running <- request.GetNonce()
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	js, _ := dialFake(t, broker)
	ctx, cancel := context.WithCancel(bg)
	failed := make(chan error, 1)
	go func() {
		_, err := js.InvokeAsync(ctx, Function{"./math.js", "never"})
		failed <- err
	}()
	nonce := <-running
	cancel()
	err := <-failed
	var call *CallError
	if !errors.Is(err, context.Canceled) || !errors.As(err, &call) || call.Executed != ExecutedUnknown ||
		status.Code(err) != codes.Canceled {
		t.Errorf("got %v", err)
	}
	got := broker.nextDisposal(t)
	if len(nonce) != nonceBytes || len(got.GetNonces()) != 1 || !bytes.Equal(got.GetNonces()[0], nonce) {
		t.Errorf("disposed %v, and the nonce was %x", got, nonce)
	}
}

func TestAnAnswerThatRefusesLeavesNothingToDispose(t *testing.T) {
	broker := &fakeBroker{onInvoke: func(context.Context, *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		return nil, refused(codes.NotFound, "MEMBER_NOT_FOUND", "NO")
	}}
	js, _ := dialFake(t, broker)
	_, err := js.Invoke(bg, Function{"./math.js", "nope"})
	var failed *CallError
	if !errors.As(err, &failed) || failed.Reason != "MEMBER_NOT_FOUND" || failed.Executed != ExecutedNo ||
		failed.Subject != "it" || failed.Code != codes.NotFound {
		t.Errorf("got %#v", err)
	}
	js.Close()
	if len(broker.disposed) != 0 {
		t.Errorf("disposed %v", <-broker.disposed)
	}
}

func TestACallThatNeedsNoResultHasNoNonce(t *testing.T) {
	broker := &fakeBroker{onInvoke: func(context.Context, *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		return &pb.InvokeResponse{Outcome: &pb.InvokeResponse_Completed{Completed: &pb.Completed{}}}, nil
	}}
	js, _ := dialFake(t, broker)
	if err := js.From("./math.js").Set(bg, "x", 1); err != nil {
		t.Fatal(err)
	}
	got := broker.requests()[0]
	if got.GetNonce() != nil || got.GetResult() != pb.ResultMode_RESULT_MODE_VOID || got.GetOperation() != pb.Operation_OPERATION_SET {
		t.Errorf("got %v", got)
	}
}

// The caller knows nothing of the client's lease, so that losing it between two calls is not its concern.
func TestACallBeginsAnewOnceWhenTheLeaseWasLost(t *testing.T) {
	broker := &fakeBroker{}
	var leases []string
	var nonces [][]byte
	broker.onImport = func(_ context.Context, request *pb.ImportRequest) (*pb.ImportResponse, error) {
		leases, nonces = append(leases, request.GetLease()), append(nonces, request.GetNonce())
		if len(leases) <= 1 {
			return nil, refused(codes.FailedPrecondition, "LEASE_EXPIRED", "NO")
		}
		return &pb.ImportResponse{Outcome: &pb.ImportResponse_Reference{Reference: &pb.Reference{Token: "m"}}}, nil
	}
	js, _ := dialFake(t, broker)
	mustImport(t, js)
	if strings.Join(leases, " ") != "lease-1 lease-2" || bytes.Equal(nonces[0], nonces[1]) {
		t.Errorf("leases %v, nonces %x", leases, nonces)
	}

	broker.onImport = func(context.Context, *pb.ImportRequest) (*pb.ImportResponse, error) {
		leases = append(leases, "")
		return nil, refused(codes.FailedPrecondition, "LEASE_EXPIRED", "NO")
	}
	leases = nil
	if _, err := js.Import(bg, "./math.js"); err == nil || len(leases) != 2 {
		t.Errorf("got %v after %d tries", err, len(leases))
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

func TestLiveObjectsThatTheTypeHasNoPlaceForAreLetGo(t *testing.T) {
	broker := &fakeBroker{onInvoke: func(context.Context, *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		node := &pb.ObjectNode{Properties: []*pb.Property{{Key: "kept", Value: 2}, {Key: "extra", Value: 3}}}
		value := graphOf(&pb.Node{Kind: &pb.Node_Object{Object: node}},
			leafNode(&pb.Value{Kind: &pb.Value_Reference{Reference: 0}}), leafNode(&pb.Value{Kind: &pb.Value_Reference{Reference: 1}}))
		return &pb.InvokeResponse{
			Outcome:    &pb.InvokeResponse_Value{Value: value},
			References: []*pb.Reference{{Token: "kept"}, {Token: "extra"}}, Lease: leaseState("l"),
		}, nil
	}}
	js, _ := dialFake(t, broker)
	result, err := Invoke[struct {
		Kept *Reference `js:"kept"`
	}](bg, js.From("./math.js"), "two")
	if err != nil {
		t.Fatal(err)
	}
	if got := broker.nextDisposal(t); len(got.GetReferences()) != 1 || got.GetReferences()[0].GetToken() != "extra" {
		t.Errorf("disposed %v", got)
	}
	if result.Kept.grant.gone.Load() {
		t.Error("what was handed over was let go")
	}
	_, err = Invoke[int](bg, js.From("./math.js"), "two")
	var failed *CallError
	if !errors.As(err, &failed) || failed.Reason != ReasonResultMismatch || failed.Executed != ExecutedYes {
		t.Errorf("got %v", err)
	}
	gone := 0
	for gone < 2 {
		gone += len(broker.nextDisposal(t).GetReferences())
	}
}

func TestReferencesAsArgumentsShareOneTable(t *testing.T) {
	broker := &fakeBroker{}
	js, _ := dialFake(t, broker, WithPool("big"))
	module := mustImport(t, js)
	if _, err := js.Invoke(bg, Function{Member: "f"}, module, map[string]any{"m": &module.Reference}, *module); err != nil {
		t.Fatal(err)
	}
	got := broker.requests()[0]
	if len(got.GetReferences()) != 1 || len(got.GetArguments()) != 3 || got.GetTarget() != nil || got.GetPool() != "" {
		t.Errorf("got %v", got)
	}
	if _, err := js.Invoke(bg, Function{Member: "f"}); err != nil || broker.requests()[1].GetPool() != "big" {
		t.Errorf("got %v, %v", broker.requests()[1], err)
	}
	other, _ := dialFake(t, &fakeBroker{})
	_, err := other.Invoke(bg, Function{Member: "f"}, module)
	var failed *CallError
	if !errors.As(err, &failed) || failed.Reason != ReasonNotUsable {
		t.Errorf("another Client's reference: %v", err)
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

func TestJavaScriptThatThrows(t *testing.T) {
	text := func(text string) *pb.Value { return &pb.Value{Kind: &pb.Value_String_{String_: text}} }
	broker := &fakeBroker{onInvoke: func(context.Context, *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		return &pb.InvokeResponse{Outcome: &pb.InvokeResponse_Exception{Exception: &pb.Exception{
			Name: "RangeError", Message: "too far", Stack: "at x", Code: "E_FAR",
			Cause:      &pb.Exception{Name: "TypeError", Message: "the cause"},
			Errors:     []*pb.Exception{{Name: "Error", Message: "one"}},
			Properties: []*pb.ExceptionProperty{{Key: "where", Value: text("there")}, {Key: "newer", Value: &pb.Value{}}},
		}}}, nil
	}}
	js, _ := dialFake(t, broker)
	_, err := Invoke[int](bg, js.From("./math.js"), "fail")
	var thrown *JsException
	if !errors.As(err, &thrown) {
		t.Fatalf("got %v", err)
	}
	if thrown.Error() != "RangeError: too far" || thrown.Code != "E_FAR" || thrown.Stack != "at x" || len(thrown.Errors) != 1 ||
		thrown.Property("where").String() != `"there"` || !thrown.Truncated || thrown.Thrown != nil {
		t.Errorf("got %#v", thrown)
	}
	cause := errors.Unwrap(err)
	if cause == nil || cause.Error() != "TypeError: the cause" || errors.Unwrap(cause) != nil {
		t.Errorf("the cause is %v", cause)
	}
}

func TestMalformedAnswers(t *testing.T) {
	broker := &fakeBroker{onInvoke: func(context.Context, *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		return &pb.InvokeResponse{
			Outcome: &pb.InvokeResponse_Value{Value: &pb.Value{}}, References: []*pb.Reference{{Token: "inside"}}, Lease: leaseState("l"),
		}, nil
	}}
	js, _ := dialFake(t, broker)
	var failed *CallError
	if _, err := js.Invoke(bg, Function{Member: "f"}); !errors.As(err, &failed) || failed.Reason != ReasonMalformedResult {
		t.Errorf("got %v", err)
	}
	if got := broker.nextDisposal(t); len(got.GetReferences())+len(got.GetLeases()) == 0 {
		t.Errorf("disposed %v", got)
	}
	broker.onInvoke = func(context.Context, *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		return &pb.InvokeResponse{}, nil
	}
	if _, err := js.Invoke(bg, Function{Member: "f"}); !errors.As(err, &failed) || failed.Reason != ReasonMalformedResult {
		t.Errorf("an answer without an outcome: %v", err)
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

func TestADeadlineWhileWaitingForTheLease(t *testing.T) {
	broker := &fakeBroker{}
	js, _ := dialFake(t, broker)
	ctx, cancel := context.WithCancel(bg)
	cancel()
	_, err := js.Import(ctx, "./math.js")
	var failed *CallError
	if !errors.As(err, &failed) || failed.Executed != ExecutedNo || !errors.Is(err, context.Canceled) {
		t.Errorf("got %#v", err)
	}
}

func TestADeadlineThatGRPCNoticesFirst(t *testing.T) {
	late := fromRPC(bg, status.Error(codes.DeadlineExceeded, "late"))
	if !errors.Is(late, context.DeadlineExceeded) {
		t.Errorf("the caller's deadline is %v", late)
	}
	bound := fromRPC(bg, refused(codes.DeadlineExceeded, "CALL_TIME_EXCEEDED", "UNKNOWN"))
	if errors.Is(bound, context.DeadlineExceeded) {
		t.Errorf("the broker's own bound is %v", bound)
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
