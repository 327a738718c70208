// Package lease keeps the broker's leases alive for as long as something is held in them.
//
// How it works. Every answer of the broker says what remains of a lease's term; Touch takes note of it, counted from
// when the request was sent, which is the safe side. While something is held, a timer stands at about a third of the
// term (with jitter, so that many clients do not renew in step). When it rings and no call has renewed the lease
// meanwhile, one renewal is sent; there is never a second one under way. A renewal that fails is tried again with
// back-off, until it succeeds or the broker says that the lease is no more.
package lease

import (
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"jsinterop/client-go/internal/background"
	"jsinterop/client-go/internal/clock"
)

// Two of three renewals may fail before the term is over.
const renewalsPerTerm = 3

// Shorter terms are of no use, and a broker that tells them is not asked without pause.
const shortestRhythm = 10 * time.Millisecond

// Terms is what the broker told of a lease.
type Terms struct {
	ID         string // May be empty, where it is known anyway.
	Remaining  time.Duration
	Term       time.Duration
	References uint64
}

// RPCs are what leases need of a broker.
type RPCs interface {
	GrantLease() (Terms, error)
	RenewLease(id string) (Terms, error)
	// ReleaseLease works in the background, without an answer.
	ReleaseLease(id string)
}

// System is what leases need of everything else.
type System struct {
	RPCs   RPCs
	Work   *background.Group
	Clock  clock.Clock
	Random clock.Random
}

// Lease is one lease of the broker's. Safe for concurrent use.
type Lease struct {
	id     string
	system *System
	forget func(*Lease)

	mu       sync.Mutex
	held     int
	uses     int           // Calls that are under way.
	term     time.Duration // Zero: not told yet.
	ends     time.Time     // Of the term, as far as is known.
	told     time.Time     // When the last request that told of it was sent.
	due      time.Time     // When to renew.
	timer    clock.Timer   // Nil: none stands.
	renewing bool
	failures int  // Of renewals, in a row.
	retired  bool // It takes nothing new, and is released with the last that it holds or that uses it.
	over     bool // Lost, released or stopped: nothing is done for it any more.
}

// ID is a secret, as tokens are.
func (l *Lease) ID() string { return l.id }

// Hold keeps the lease alive until as many calls of Drop.
func (l *Lease) Hold() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held++
	l.arm()
}

// Drop takes one Hold back.
func (l *Lease) Drop() {
	l.mu.Lock()
	l.held--
	if l.held == 0 {
		l.disarm()
	}
	l.unlockAndReleaseIfDone()
}

// Use keeps the lease from being released until as many calls of Unuse: what a call is answered with may belong to it.
// It is not renewed for that, since the broker keeps it during the call.
func (l *Lease) Use() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.uses++
}

// UseForMore is Use, but false if the lease takes no new references, or cannot be expected to be alive.
func (l *Lease) UseForMore() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over || l.retired || l.term != 0 && !l.system.Clock.Now().Before(l.ends) {
		return false
	}
	l.uses++
	return true
}

// Unuse takes one Use back.
func (l *Lease) Unuse() {
	l.mu.Lock()
	l.uses--
	l.unlockAndReleaseIfDone()
}

// Touch takes note of what an answer to a request that was sent at that moment says of the lease.
func (l *Lease) Touch(sent time.Time, terms Terms) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if terms.Term != l.term && sent.Before(l.told) {
		return // On its way since before the term was changed.
	}
	l.told = later(l.told, sent)
	ends := sent.Add(terms.Remaining)
	if terms.Term < l.term {
		// Someone asked for less: what was counted on so far is no longer true.
		l.ends, l.due = ends, sent
		l.disarm()
	}
	// Answers may overtake one another; the later end is true of both.
	l.ends = later(l.ends, ends)
	l.term = terms.Term
	l.setDue(sent)
	l.arm()
}

// TouchUsed takes note of an answer that says nothing of the lease, which its request used.
func (l *Lease) TouchUsed(sent time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.term == 0 {
		return
	}
	l.ends = later(l.ends, sent.Add(l.term))
	l.setDue(sent)
}

// Retire has the lease released as soon as it holds nothing, and nothing uses it.
func (l *Lease) Retire() {
	l.mu.Lock()
	l.retired = true
	l.unlockAndReleaseIfDone()
}

// REQUIRES: mu, which it unlocks.
func (l *Lease) unlockAndReleaseIfDone() {
	release := l.retired && l.held == 0 && l.uses == 0 && l.end()
	l.mu.Unlock()
	if release {
		l.release()
	}
}

// Release gives the lease back now, whatever it holds.
func (l *Lease) Release() {
	l.mu.Lock()
	release := l.end()
	l.mu.Unlock()
	if release {
		l.release()
	}
}

// Probe finds out at once whether the lease is still alive.
func (l *Lease) Probe() {
	l.mu.Lock()
	if l.renewing || l.over {
		l.mu.Unlock()
		return
	}
	l.renewing = true
	l.disarm()
	l.mu.Unlock()
	l.system.Work.Go(l.renew)
}

// stop has nothing done for the lease any more. It says whether the broker may still have it.
func (l *Lease) stop() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.end()
}

// end says whether the lease was not over before. REQUIRES: mu.
func (l *Lease) end() bool {
	l.disarm()
	first := !l.over
	l.over = true
	return first
}

func (l *Lease) release() {
	l.forget(l)
	l.system.RPCs.ReleaseLease(l.id)
}

// REQUIRES: mu.
func (l *Lease) setDue(sent time.Time) {
	third := float64(l.term) / renewalsPerTerm
	jitter := 0.9 + 0.2*l.system.Random()
	rhythm := time.Duration(third * jitter)
	if rhythm < shortestRhythm {
		rhythm = shortestRhythm
	}
	l.due = later(l.due, sent.Add(rhythm))
}

// REQUIRES: mu.
func (l *Lease) arm() {
	if l.held == 0 || l.timer != nil || l.renewing || l.over || l.term == 0 {
		return
	}
	var own clock.Timer
	own = l.system.Clock.AfterFunc(l.due.Sub(l.system.Clock.Now()), func() { l.ring(&own) })
	l.timer = own
}

// REQUIRES: mu.
func (l *Lease) disarm() {
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
}

// ring is told which timer rang by where it is kept, since that is written under mu, after the timer began.
func (l *Lease) ring(timer *clock.Timer) {
	if !l.system.Work.Begin() {
		return
	}
	defer l.system.Work.End()
	l.mu.Lock()
	if l.timer != *timer {
		l.mu.Unlock()
		return // It was stopped when it was about to ring.
	}
	l.timer = nil
	if l.held == 0 || l.renewing || l.over {
		l.mu.Unlock()
		return
	}
	if l.system.Clock.Now().Before(l.due) {
		l.arm() // A call has renewed it meanwhile.
		l.mu.Unlock()
		return
	}
	l.renewing = true
	l.mu.Unlock()
	l.renew()
}

func (l *Lease) renew() {
	sent := l.system.Clock.Now()
	terms, err := l.system.RPCs.RenewLease(l.id)
	l.mu.Lock()
	l.renewing = false
	switch {
	case err == nil:
		l.failures = 0
	case status.Code(err) == codes.FailedPrecondition:
		l.end()
	default:
		l.due = l.system.Clock.Now().Add(clock.RetryPause(l.failures, l.system.Random))
		l.failures++
		l.arm()
	}
	over := l.over
	l.mu.Unlock()
	if err == nil {
		l.Touch(sent, terms)
	} else if over {
		l.forget(l)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
