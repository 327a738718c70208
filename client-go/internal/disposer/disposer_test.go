package disposer

import (
	"fmt"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"jsinterop/client-go/internal/background"
	"jsinterop/client-go/internal/clock/clocktest"
	pb "jsinterop/client-go/jsinteropv1"
)

// world has a broker whose answers the test gives one by one.
type world struct {
	t        *testing.T
	requests chan *pb.DisposeRequest
	answers  chan error
	work     background.Group
	clock    *clocktest.Clock
	disposer *Disposer
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, requests: make(chan *pb.DisposeRequest), answers: make(chan error), clock: clocktest.New()}
	send := func(request *pb.DisposeRequest) error {
		w.requests <- request
		return <-w.answers
	}
	w.disposer = New(send, &w.work, w.clock, func() float64 { return 1 })
	return w
}

func (w *world) next() *pb.DisposeRequest {
	w.t.Helper()
	select {
	case request := <-w.requests:
		return request
	case <-time.After(10 * time.Second):
		w.t.Fatal("nothing was sent")
		return nil
	}
}

func (w *world) end() Items {
	w.work.Close()
	w.work.Wait()
	return w.disposer.Close()
}

func TestWhatGathersGoesTogether(t *testing.T) {
	w := newWorld(t)
	w.disposer.AddReference("1")
	if first := w.next(); len(first.GetReferences()) != 1 || first.GetReferences()[0].GetToken() != "1" {
		t.Fatalf("got %v", first)
	}
	for i := 2; i < 100; i++ {
		w.disposer.AddReference(fmt.Sprint(i))
	}
	w.disposer.AddLease("lease")
	w.disposer.AddNonce([]byte("nonce"))
	w.answers <- nil
	second := w.next()
	if len(second.GetReferences()) != 98 || len(second.GetLeases()) != 1 || len(second.GetNonces()) != 1 {
		t.Errorf("got %d references, %d leases, %d nonces", len(second.GetReferences()), len(second.GetLeases()),
			len(second.GetNonces()))
	}
	w.answers <- nil
	if left := w.end(); left.Count() != 0 {
		t.Errorf("%d items left", left.Count())
	}
}

func TestALotGoesInBatches(t *testing.T) {
	w := newWorld(t)
	w.disposer.AddReference("first")
	w.next()
	for i := 0; i < maxBatch+5; i++ {
		w.disposer.AddReference(fmt.Sprint(i))
	}
	seen := map[string]bool{}
	for _, want := range []int{maxBatch, 5} {
		w.answers <- nil
		batch := w.next()
		if len(batch.GetReferences()) != want {
			t.Fatalf("a batch of %d, want %d", len(batch.GetReferences()), want)
		}
		for _, reference := range batch.GetReferences() {
			seen[reference.GetToken()] = true
		}
	}
	w.answers <- nil
	if len(seen) != maxBatch+5 {
		t.Errorf("%d different references were sent", len(seen))
	}
	w.end()
}

func TestTroubleOnTheWayIsTriedAgainAfterAPause(t *testing.T) {
	w := newWorld(t)
	w.disposer.AddReference("1")
	w.next()
	w.answers <- status.Error(codes.Unavailable, "broken")
	await(t, func() bool { return w.clock.Timers() == 1 })
	w.disposer.AddReference("2")
	go w.clock.Advance(time.Second)
	if again := w.next(); len(again.GetReferences()) != 2 {
		t.Errorf("got %v", again)
	}
	w.answers <- nil
	w.end()
}

func TestAnAnswerThatWillNotChangeIsNotAskedForAgain(t *testing.T) {
	w := newWorld(t)
	w.disposer.AddReference("1")
	w.next()
	w.answers <- status.Error(codes.InvalidArgument, "no")
	if left := w.end(); left.Count() != 0 || w.clock.Timers() != 0 {
		t.Errorf("%d items left, %d timers", left.Count(), w.clock.Timers())
	}
}

func TestCloseTellsWhatIsNotKnownToBeReleased(t *testing.T) {
	w := newWorld(t)
	w.disposer.AddReference("1")
	w.next()
	w.disposer.AddLease("2")
	w.answers <- status.Error(codes.Canceled, "closing")
	left := w.end()
	if len(left.References) != 1 || len(left.Leases) != 1 {
		t.Errorf("got %v", left)
	}
	w.disposer.AddReference("late")
	w.clock.Advance(time.Minute)
	if left := w.disposer.Close(); left.Count() != 0 {
		t.Errorf("something was taken after the end: %v", left)
	}
}

func TestWhatWaitsIsBounded(t *testing.T) {
	w := newWorld(t)
	w.work.Close() // Nothing is sent.
	for i := 0; i < maxWaiting+10; i++ {
		w.disposer.AddReference("x")
	}
	if left := w.disposer.Close(); left.Count() != maxWaiting {
		t.Errorf("%d items wait", left.Count())
	}
}

func await(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain")
		}
	}
}
