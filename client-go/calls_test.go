package jsinterop

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "jsinterop/client-go/jsinteropv1"
)

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

// Whatever a service configuration says (gRPC finds one by DNS too): whether a call may run twice is the user's to say.
func TestNoCallIsMadeTwice(t *testing.T) {
	broker := &fakeBroker{onInvoke: func(context.Context, *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		return nil, status.Error(codes.Unavailable, "broken")
	}}
	js, _ := dialFake(t, broker, WithDialOptions(grpc.WithDefaultServiceConfig(`{"methodConfig": [{"name": [{}], "retryPolicy": {
		"maxAttempts": 3, "initialBackoff": "0.001s", "maxBackoff": "0.001s", "backoffMultiplier": 1,
		"retryableStatusCodes": ["UNAVAILABLE"]}}]}`)))
	if _, err := js.Invoke(bg, Function{Member: "f"}); status.Code(err) != codes.Unavailable {
		t.Errorf("got %v", err)
	}
	if got := len(broker.requests()); got != 1 {
		t.Errorf("the call was made %d times", got)
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

func TestNamesThatAreNotUTF8AreRefusedHere(t *testing.T) {
	broker := &fakeBroker{}
	js, _ := dialFake(t, broker)
	_, importing := js.Import(bg, "./\xff.js")
	_, calling := js.Invoke(bg, Function{Member: "\xff"})
	for _, err := range []error{importing, calling} {
		var failed *CallError
		if !errors.As(err, &failed) || failed.Reason != ReasonBadArgument || failed.Executed != ExecutedNo {
			t.Errorf("got %v", err)
		}
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

func TestACallThatIsCancelledBeforeItBeginsIsNotSent(t *testing.T) {
	broker := &fakeBroker{}
	js, _ := dialFake(t, broker)
	cancelled, cancel := context.WithCancel(bg)
	cancel()
	_, err := js.Invoke(cancelled, Function{Member: "f"})
	var failed *CallError
	if !errors.As(err, &failed) || failed.Executed != ExecutedNo || !errors.Is(err, context.Canceled) {
		t.Errorf("got %#v", err)
	}
	js.Close()
	if len(broker.requests()) != 0 || len(broker.disposed) != 0 {
		t.Errorf("sent %v, disposed %d times", broker.requests(), len(broker.disposed))
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
