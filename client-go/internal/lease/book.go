package lease

import (
	"context"
	"sync"
)

// Book decides which lease new references go into.
//
// There is one current lease, granted when it is first needed, and again when it is lost or has run out. Calls that
// come while it is being granted wait for it together. Leases that were current once are retired: they live until
// they hold nothing.
//
// Safe for concurrent use.
type Book struct {
	system *System

	mu       sync.Mutex
	current  *Lease
	granting *grant              // Nil: none is under way.
	leases   map[*Lease]struct{} // All that the broker may have.
}

// grant is one lease on its way, and who waits for it.
type grant struct {
	done  chan struct{}
	lease *Lease // Constant once done is closed, as is err.
	err   error
}

// NewBook makes an empty book.
func NewBook(system *System) *Book {
	return &Book{system: system, leases: map[*Lease]struct{}{}}
}

// Acquire gives the current lease, and has one granted if need be. closed is the error if the work has ended.
func (b *Book) Acquire(ctx context.Context, closed error) (*Lease, error) {
	b.mu.Lock()
	if b.current != nil && b.current.Usable() {
		defer b.mu.Unlock()
		return b.current, nil
	}
	waited := b.granting
	if waited == nil {
		waited = &grant{done: make(chan struct{})}
		b.granting = waited
		// Not in the caller's context: others wait for it too.
		if !b.system.Work.Go(func() { b.grant(waited) }) {
			b.granting = nil
			b.mu.Unlock()
			return nil, closed
		}
	}
	b.mu.Unlock()
	select {
	case <-waited.done:
		return waited.lease, waited.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (b *Book) grant(granted *grant) {
	sent := b.system.Clock.Now()
	terms, err := b.system.RPCs.GrantLease()
	var old *Lease
	b.mu.Lock()
	b.granting = nil
	granted.err = err
	if err == nil {
		granted.lease = b.add(terms.ID)
		granted.lease.Touch(sent, terms)
		old, b.current = b.current, granted.lease
	}
	b.mu.Unlock()
	if old != nil {
		old.Retire()
	}
	close(granted.done)
}

// Add takes up a lease that was granted otherwise. It is not made current.
func (b *Book) Add(id string) *Lease {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.add(id)
}

// REQUIRES: mu.
func (b *Book) add(id string) *Lease {
	lease := &Lease{id: id, system: b.system, forget: b.forget}
	b.leases[lease] = struct{}{}
	return lease
}

// Retire has the lease used for nothing new, if it is the current one.
func (b *Book) Retire(lease *Lease) {
	b.mu.Lock()
	if lease != b.current {
		b.mu.Unlock()
		return
	}
	b.current = nil
	b.mu.Unlock()
	lease.Retire()
}

// Close ends all timers, and tells the ids of the leases that are to be released.
func (b *Book) Close() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ids []string
	for lease := range b.leases {
		if lease.stop() {
			ids = append(ids, lease.id)
		}
	}
	b.leases = map[*Lease]struct{}{}
	return ids
}

func (b *Book) forget(lease *Lease) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.leases, lease)
}
