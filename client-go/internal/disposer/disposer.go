// Package disposer releases in the background, many things at a time.
//
// What is handed in while an RPC is under way gathers and goes with the next one: no timers, and one RPC at a time.
// What could not be delivered is tried again with back-off, since the lease that would otherwise release it is kept
// alive by the references that remain.
package disposer

import (
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"jsinterop/client-go/internal/background"
	"jsinterop/client-go/internal/clock"
	pb "jsinterop/client-go/jsinteropv1"
)

const (
	// Enough that a million objects take some hundred RPCs, and each stays far below the largest message.
	maxBatch = 8_192
	// If the broker cannot be reached for so many, the lease has to do it.
	maxWaiting = 1_000_000
)

// Items are what can be released.
type Items struct {
	References []string
	Leases     []string
	Nonces     [][]byte
}

// Count is how many there are.
func (i *Items) Count() int { return len(i.References) + len(i.Leases) + len(i.Nonces) }

// Request is the message that releases them.
func (i *Items) Request() *pb.DisposeRequest {
	request := &pb.DisposeRequest{Leases: i.Leases, Nonces: i.Nonces}
	for _, token := range i.References {
		request.References = append(request.References, &pb.Reference{Token: token})
	}
	return request
}

func (i *Items) merge(other Items) {
	i.References = append(i.References, other.References...)
	i.Leases = append(i.Leases, other.Leases...)
	i.Nonces = append(i.Nonces, other.Nonces...)
}

// TakeBatch takes as many as one message may have, leases before nonces before references: each of the former ends
// many of the latter.
func (i *Items) TakeBatch() Items {
	var batch Items
	room := maxBatch
	batch.Leases, i.Leases = split(i.Leases, &room)
	batch.Nonces, i.Nonces = split(i.Nonces, &room)
	batch.References, i.References = split(i.References, &room)
	return batch
}

func split[T any](from []T, room *int) (taken, left []T) {
	n := len(from)
	if n > *room {
		n = *room
	}
	*room -= n
	// The capacity is cut, so that what comes later does not write into what was taken.
	return from[:n:n], from[n:]
}

// Disposer is safe for concurrent use.
type Disposer struct {
	send   func(*pb.DisposeRequest) error
	work   *background.Group
	clock  clock.Clock
	random clock.Random

	mu       sync.Mutex
	waiting  Items
	busy     bool // An RPC, or the pause after a failed one.
	failures int  // In a row.
	pause    clock.Timer
	closed   bool
}

// New makes a Disposer that sends in this way.
func New(send func(*pb.DisposeRequest) error, work *background.Group, c clock.Clock, random clock.Random) *Disposer {
	return &Disposer{send: send, work: work, clock: c, random: random}
}

// AddReference releases a reference by its token.
func (d *Disposer) AddReference(token string) { d.add(Items{References: []string{token}}) }

// AddLease releases a lease by its id.
func (d *Disposer) AddLease(id string) { d.add(Items{Leases: []string{id}}) }

// AddNonce releases whatever the call with this nonce granted or will grant.
func (d *Disposer) AddNonce(nonce []byte) { d.add(Items{Nonces: [][]byte{nonce}}) }

func (d *Disposer) add(items Items) {
	d.mu.Lock()
	defer d.mu.Unlock()
	// After Close, nobody would send it.
	if d.closed || d.waiting.Count() >= maxWaiting {
		return
	}
	d.waiting.merge(items)
	if !d.busy {
		// If the work has ended, Close comes soon and takes what waits.
		d.busy = d.work.Go(d.run)
	}
}

// run sends until nothing waits, or an RPC fails.
func (d *Disposer) run() {
	for {
		d.mu.Lock()
		if d.closed || d.waiting.Count() == 0 {
			d.busy = false
			d.mu.Unlock()
			return
		}
		batch := d.waiting.TakeBatch()
		d.mu.Unlock()
		err := d.send(batch.Request())
		d.mu.Lock()
		if worthRetrying(err) {
			d.waiting.merge(batch)
			d.retryLater()
			d.mu.Unlock()
			return
		}
		d.failures = 0
		d.mu.Unlock()
	}
}

// REQUIRES: mu.
func (d *Disposer) retryLater() {
	if d.closed {
		return
	}
	d.pause = d.clock.AfterFunc(clock.RetryPause(d.failures, d.random), func() {
		if d.work.Begin() {
			defer d.work.End()
			d.run()
		}
	})
	d.failures++
}

// worthRetrying tells trouble on the way (cancelling, at the end, is such too) from an answer that will not change.
func worthRetrying(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.Canceled, codes.DeadlineExceeded, codes.ResourceExhausted:
		return true
	default:
		return false
	}
}

// Close sends nothing more, and tells what is not known to be released. REQUIRES: the work has ended.
func (d *Disposer) Close() Items {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	if d.pause != nil {
		d.pause.Stop()
	}
	items := d.waiting
	d.waiting = Items{}
	return items
}
