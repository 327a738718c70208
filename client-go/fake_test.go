package jsinterop

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/types/known/durationpb"

	"jsinterop/client-go/internal/clock/clocktest"
	pb "jsinterop/client-go/jsinteropv1"
)

const (
	// What takes real time in these tests takes far less; a test that waits so long has failed.
	patience = 10 * time.Second

	fakeTerm = 90 * time.Second
)

// fakeBroker answers as it is told, and keeps what it was asked.
type fakeBroker struct {
	pb.UnimplementedInteropServer

	// What to answer to Invoke, InvokeAsync and Import. Nil: undefined, and a module.
	onInvoke func(context.Context, *pb.InvokeRequest) (*pb.InvokeResponse, error)
	onImport func(context.Context, *pb.ImportRequest) (*pb.ImportResponse, error)
	// Nil: as it should be.
	onDispose func(*pb.DisposeRequest) error

	mu       sync.Mutex
	granted  int
	renewed  int
	invoked  []*pb.InvokeRequest
	disposed chan *pb.DisposeRequest
}

func (f *fakeBroker) Invoke(ctx context.Context, request *pb.InvokeRequest) (*pb.InvokeResponse, error) {
	f.mu.Lock()
	f.invoked = append(f.invoked, request)
	f.mu.Unlock()
	if f.onInvoke == nil {
		return &pb.InvokeResponse{Outcome: &pb.InvokeResponse_Value{Value: undefinedMessage}}, nil
	}
	return f.onInvoke(ctx, request)
}

func (f *fakeBroker) InvokeAsync(ctx context.Context, request *pb.InvokeRequest) (*pb.InvokeResponse, error) {
	return f.Invoke(ctx, request)
}

func (f *fakeBroker) Import(ctx context.Context, request *pb.ImportRequest) (*pb.ImportResponse, error) {
	if f.onImport == nil {
		return &pb.ImportResponse{
			Outcome: &pb.ImportResponse_Reference{Reference: &pb.Reference{Token: "module", Kind: pb.ObjectKind_OBJECT_KIND_MODULE}},
			Lease:   leaseState(request.GetLease()),
		}, nil
	}
	return f.onImport(ctx, request)
}

func (f *fakeBroker) GrantLease(context.Context, *pb.GrantLeaseRequest) (*pb.GrantLeaseResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.granted++
	return &pb.GrantLeaseResponse{Lease: leaseState(fmt.Sprintf("lease-%d", f.granted))}, nil
}

func (f *fakeBroker) RenewLease(_ context.Context, request *pb.RenewLeaseRequest) (*pb.RenewLeaseResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.renewed++
	return &pb.RenewLeaseResponse{Lease: leaseState(request.GetLease())}, nil
}

func (f *fakeBroker) Dispose(_ context.Context, request *pb.DisposeRequest) (*pb.DisposeResponse, error) {
	if f.onDispose != nil {
		if err := f.onDispose(request); err != nil {
			return nil, err
		}
	}
	f.disposed <- request
	response := &pb.DisposeResponse{}
	for range request.GetReferences() {
		response.References = append(response.References, pb.Disposal_DISPOSAL_RELEASED)
	}
	return response, nil
}

func (f *fakeBroker) renewals() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.renewed
}

func (f *fakeBroker) requests() []*pb.InvokeRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]*pb.InvokeRequest{}, f.invoked...)
}

// nextDisposal waits for what is disposed next.
func (f *fakeBroker) nextDisposal(t *testing.T) *pb.DisposeRequest {
	t.Helper()
	select {
	case request := <-f.disposed:
		return request
	case <-time.After(patience):
		t.Fatal("nothing was disposed")
		return nil
	}
}

func leaseState(id string) *pb.LeaseState {
	return &pb.LeaseState{Id: id, Remaining: durationpb.New(fakeTerm), Term: durationpb.New(fakeTerm)}
}

// granting answers with a reference.
func granting(token string) func(context.Context, *pb.InvokeRequest) (*pb.InvokeResponse, error) {
	return func(_ context.Context, request *pb.InvokeRequest) (*pb.InvokeResponse, error) {
		return &pb.InvokeResponse{
			Outcome: &pb.InvokeResponse_Reference{Reference: &pb.Reference{Token: token}}, Lease: leaseState(request.GetLease()),
		}, nil
	}
}

// refused is an error as the broker makes it.
func refused(code codes.Code, reason, executed string) error {
	failed, err := status.New(code, "refused").WithDetails(&errdetails.ErrorInfo{
		Reason: reason, Domain: brokerDomain, Metadata: map[string]string{"executed": executed, "subject": "it"},
	})
	if err != nil {
		panic(err)
	}
	return failed.Err()
}

// dialFake gives a Client of a fake broker, with a clock that stands.
func dialFake(t testing.TB, broker *fakeBroker, options ...Option) (*Client, *clocktest.Clock) {
	t.Helper()
	broker.disposed = make(chan *pb.DisposeRequest, 1000)
	listener := bufconn.Listen(1 << 20)
	server := grpc.NewServer()
	pb.RegisterInteropServer(server, broker)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		<-served
	})
	clock := clocktest.New()
	dialer := func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }
	options = append([]Option{
		WithDialOptions(grpc.WithContextDialer(dialer)),
		func(c *config) { c.system = system{clock: clock, random: func() float64 { return 0.5 }} },
	}, options...)
	js, err := Dial("passthrough:///fake", options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = js.Close() })
	return js, clock
}
