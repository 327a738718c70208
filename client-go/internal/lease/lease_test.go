package lease

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"jsinterop/client-go/internal/background"
	"jsinterop/client-go/internal/clock/clocktest"
)

var (
	errGone   = status.Error(codes.FailedPrecondition, "gone")
	errBroken = status.Error(codes.Unavailable, "broken")
	errClosed = errors.New("closed")
)

// fakeRPCs answer at once.
type fakeRPCs struct {
	mu       sync.Mutex
	granted  int
	renewed  []string
	released []string
	term     time.Duration
	err      error // Of renewals and grants.
	hold     chan struct{}
}

func (f *fakeRPCs) GrantLease() (Terms, error) {
	if f.hold != nil {
		<-f.hold
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.granted++
	return Terms{ID: string(rune('a' + f.granted - 1)), Remaining: f.term, Term: f.term}, f.err
}

func (f *fakeRPCs) RenewLease(id string) (Terms, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.renewed = append(f.renewed, id)
	return Terms{Remaining: f.term, Term: f.term}, f.err
}

func (f *fakeRPCs) ReleaseLease(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.released = append(f.released, id)
}

func (f *fakeRPCs) renewals() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.renewed)
}

const term = 90 * time.Second

type world struct {
	rpcs   *fakeRPCs
	clock  *clocktest.Clock
	system *System
	book   *Book
}

// newWorld has no jitter: a renewal is due after exactly a third of the term.
func newWorld() *world {
	w := &world{rpcs: &fakeRPCs{term: term}, clock: clocktest.New()}
	w.system = &System{
		RPCs: w.rpcs, Work: &background.Group{}, Clock: w.clock, Random: func() float64 { return 0.5 },
	}
	w.book = NewBook(w.system)
	return w
}

// acquire ends the use at once, as a call that was answered.
func (w *world) acquire(t *testing.T) *Lease {
	t.Helper()
	lease := w.use(t)
	lease.Unuse()
	return lease
}

func (w *world) use(t *testing.T) *Lease {
	t.Helper()
	lease, err := w.book.Acquire(context.Background(), "", errClosed)
	if err != nil {
		t.Fatal(err)
	}
	return lease
}

func usable(lease *Lease) bool {
	is := lease.UseForMore()
	if is {
		lease.Unuse()
	}
	return is
}

func (w *world) wantRenewals(t *testing.T, want int) {
	t.Helper()
	if got := w.rpcs.renewals(); got != want {
		t.Fatalf("%d renewals, want %d", got, want)
	}
}

func TestNothingIsRenewedWhileNothingIsHeld(t *testing.T) {
	w := newWorld()
	w.acquire(t)
	w.clock.Advance(10 * term)
	w.wantRenewals(t, 0)
}

func TestAHeldLeaseIsRenewedEachThirdOfItsTerm(t *testing.T) {
	w := newWorld()
	lease := w.acquire(t)
	lease.Hold()
	w.clock.Advance(term/3 - 1)
	w.wantRenewals(t, 0)
	w.clock.Advance(1)
	w.wantRenewals(t, 1)
	w.clock.Advance(term)
	w.wantRenewals(t, 4)
	lease.Drop()
	w.clock.Advance(term)
	w.wantRenewals(t, 4)
}

func TestACallPutsTheRenewalOff(t *testing.T) {
	w := newWorld()
	lease := w.acquire(t)
	lease.Hold()
	w.clock.Advance(term/3 - 1)
	lease.TouchUsed(w.clock.Now())
	w.clock.Advance(term/3 - 1)
	w.wantRenewals(t, 0)
	w.clock.Advance(1)
	w.wantRenewals(t, 1)
}

func TestARenewalThatFailsIsTriedAgainAfterAPause(t *testing.T) {
	w := newWorld()
	lease := w.acquire(t)
	lease.Hold()
	w.rpcs.err = errBroken
	w.clock.Advance(term / 3)
	w.wantRenewals(t, 1)
	w.clock.Advance(750 * time.Millisecond) // 1 s, of which jitter leaves three quarters.
	w.wantRenewals(t, 2)
	w.clock.Advance(1500 * time.Millisecond)
	w.wantRenewals(t, 3)
	w.rpcs.err = nil
	w.clock.Advance(3 * time.Second)
	w.wantRenewals(t, 4)
	w.clock.Advance(term/3 - time.Second)
	w.wantRenewals(t, 4)
}

func TestALostLeaseIsReplaced(t *testing.T) {
	w := newWorld()
	lost := w.acquire(t)
	lost.Hold()
	w.rpcs.err = errGone
	w.clock.Advance(term / 3)
	w.rpcs.err = nil
	if usable(lost) {
		t.Error("a lost lease is usable")
	}
	next := w.acquire(t)
	if next == lost || next.ID() != "b" {
		t.Errorf("got lease %q", next.ID())
	}
	w.clock.Advance(10 * term)
	w.wantRenewals(t, 1)
	lost.Drop()
	if len(w.rpcs.released) != 0 {
		t.Errorf("what is lost was released: %v", w.rpcs.released)
	}
}

func TestALeaseThatRanOutIsReplaced(t *testing.T) {
	w := newWorld()
	w.acquire(t)
	w.clock.Advance(term)
	if next := w.acquire(t); next.ID() != "b" {
		t.Errorf("got lease %q", next.ID())
	}
	if !reflect.DeepEqual(w.rpcs.released, []string{"a"}) {
		t.Errorf("released %v", w.rpcs.released)
	}
}

func TestTheTermCountsFromWhenTheRequestWasSent(t *testing.T) {
	w := newWorld()
	lease := w.acquire(t)
	sent := w.clock.Now()
	w.clock.Advance(term / 2)
	lease.Touch(sent, Terms{Remaining: term, Term: term})
	w.clock.Advance(term/2 - 1)
	if !usable(lease) {
		t.Error("not usable before its end")
	}
	w.clock.Advance(1)
	if usable(lease) {
		t.Error("usable after its end")
	}
}

func TestAShorterTermIsRenewedInTime(t *testing.T) {
	w := newWorld()
	lease := w.acquire(t)
	lease.Hold()
	w.rpcs.term = term / 9
	lease.Touch(w.clock.Now(), Terms{Remaining: term / 9, Term: term / 9})
	w.clock.Advance(term / 27)
	w.wantRenewals(t, 1)
}

func TestABrokerThatTellsNoTermOfUseIsNotAskedWithoutPause(t *testing.T) {
	for _, told := range []time.Duration{1, -term} {
		w := newWorld()
		w.rpcs.term = told
		w.use(t).Hold()
		w.clock.Advance(time.Second)
		if got := w.rpcs.renewals(); got == 0 || got > 100 {
			t.Errorf("%d renewals in a second of terms of %v", got, told)
		}
	}
}

func TestAnOldAnswerDoesNotBringAnOldTermBack(t *testing.T) {
	w := newWorld()
	lease := w.acquire(t)
	old := w.clock.Now()
	w.clock.Advance(time.Second)
	lease.Touch(w.clock.Now(), Terms{Remaining: term / 9, Term: term / 9})
	lease.Touch(old, Terms{Remaining: term, Term: term})
	w.clock.Advance(term / 9)
	if usable(lease) {
		t.Error("an answer from before the change was believed")
	}
}

func TestARetiredLeaseIsReleasedWithTheLastThatItHolds(t *testing.T) {
	w := newWorld()
	lease := w.acquire(t)
	lease.Hold()
	lease.Hold()
	w.book.Retire(lease)
	lease.Drop()
	if len(w.rpcs.released) != 0 {
		t.Fatalf("released %v", w.rpcs.released)
	}
	lease.Drop()
	if !reflect.DeepEqual(w.rpcs.released, []string{"a"}) {
		t.Errorf("released %v", w.rpcs.released)
	}
}

// What a call is answered with would be lost with its lease.
func TestALeaseIsNotReleasedUnderACall(t *testing.T) {
	w := newWorld()
	old := w.use(t)
	w.clock.Advance(term)
	if w.acquire(t) == old {
		t.Fatal("a lease that ran out was used on")
	}
	if len(w.rpcs.released) != 0 {
		t.Fatalf("%v was released under a call", w.rpcs.released)
	}
	old.Touch(w.clock.Now(), Terms{Remaining: term, Term: term})
	old.Hold() // The answer.
	old.Unuse()
	w.clock.Advance(term)
	w.wantRenewals(t, 3)
	old.Drop()
	if !reflect.DeepEqual(w.rpcs.released, []string{"a"}) {
		t.Errorf("%v was released", w.rpcs.released)
	}
}

func TestALeaseWhoseLastReferenceGoesUnderACallIsReleasedAfterIt(t *testing.T) {
	w := newWorld()
	lease := w.book.Add("a")
	lease.Hold()
	lease.Retire()
	lease.Use()
	lease.Drop()
	if len(w.rpcs.released) != 0 {
		t.Errorf("%v was released under a call", w.rpcs.released)
	}
	lease.Unuse()
	if !reflect.DeepEqual(w.rpcs.released, []string{"a"}) {
		t.Errorf("%v was released", w.rpcs.released)
	}
}

func TestProbeFindsOutThatALeaseIsLost(t *testing.T) {
	w := newWorld()
	lease := w.acquire(t)
	w.rpcs.err = errGone
	lease.Probe()
	w.system.Work.Close()
	w.system.Work.Wait()
	if usable(lease) || w.rpcs.renewals() != 1 {
		t.Errorf("usable %v after %d renewals", usable(lease), w.rpcs.renewals())
	}
}

func TestCallsWaitForOneGrantTogether(t *testing.T) {
	w := newWorld()
	w.rpcs.hold = make(chan struct{})
	var group sync.WaitGroup
	for i := 0; i < 20; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			if lease, err := w.book.Acquire(context.Background(), "", errClosed); err != nil || lease.ID() != "a" {
				t.Errorf("got %v, %v", lease, err)
			}
		}()
	}
	close(w.rpcs.hold)
	group.Wait()
	if w.rpcs.granted != 1 {
		t.Errorf("%d leases granted", w.rpcs.granted)
	}
}

func TestEachPoolHasALeaseOfItsOwn(t *testing.T) {
	w := newWorld()
	usual := w.acquire(t)
	for _, test := range []struct{ pool, want string }{{"", "a"}, {"default", "a"}, {"big", "b"}, {"big", "b"}} {
		lease, err := w.book.Acquire(context.Background(), test.pool, errClosed)
		if err != nil || lease.ID() != test.want {
			t.Errorf("pool %q: got %v, %v", test.pool, lease.ID(), err)
		}
	}
	w.book.Retire(usual)
	if next := w.acquire(t); next.ID() != "c" {
		t.Errorf("got lease %q", next.ID())
	}
}

func TestWhoGivesUpWaitingLeavesTheGrantToOthers(t *testing.T) {
	w := newWorld()
	w.rpcs.hold = make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := w.book.Acquire(ctx, "", errClosed); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	close(w.rpcs.hold)
	w.acquire(t)
	if w.rpcs.granted != 1 {
		t.Errorf("%d leases granted", w.rpcs.granted)
	}
}

func TestAGrantThatFailsIsTriedAgainByTheNext(t *testing.T) {
	w := newWorld()
	w.rpcs.err = errBroken
	if _, err := w.book.Acquire(context.Background(), "", errClosed); err != errBroken {
		t.Fatalf("got %v", err)
	}
	w.rpcs.err = nil
	w.acquire(t)
}

func TestTheBookForgetsWhatIsReleased(t *testing.T) {
	w := newWorld()
	for i := 0; i < 100; i++ {
		adopted := w.book.Add("x")
		adopted.Hold()
		adopted.Retire()
		adopted.Drop()
	}
	if len(w.book.leases) != 0 {
		t.Errorf("%d leases are kept", len(w.book.leases))
	}
}

func TestCloseTellsWhatIsToBeReleasedAndStopsTheTimers(t *testing.T) {
	w := newWorld()
	lease := w.acquire(t)
	lease.Hold()
	if ids := w.book.Close(); !reflect.DeepEqual(ids, []string{"a"}) {
		t.Errorf("got %v", ids)
	}
	if w.clock.Timers() != 0 {
		t.Error("a timer stands")
	}
	w.clock.Advance(term)
	w.wantRenewals(t, 0)
}

func TestAfterTheEndNoLeaseIsGranted(t *testing.T) {
	w := newWorld()
	w.system.Work.Close()
	if _, err := w.book.Acquire(context.Background(), "", errClosed); err != errClosed {
		t.Errorf("got %v", err)
	}
}
