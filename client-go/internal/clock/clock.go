// Package clock is the only door to time, so that tests need not wait for it.
package clock

import (
	"math/rand"
	"time"
)

// Clock tells steady time and rings.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f in a goroutine of its own, once, after d. Zero or less: at once.
	AfterFunc(d time.Duration, f func()) Timer
}

// Timer is something that will ring.
type Timer interface {
	// Stop keeps it from ringing, unless it is about to.
	Stop() bool
}

// Real is the clock of the machine.
type Real struct{}

// Now has a monotonic reading, which all differences use.
func (Real) Now() time.Time { return time.Now() }

// AfterFunc is time.AfterFunc.
func (Real) AfterFunc(d time.Duration, f func()) Timer { return time.AfterFunc(d, f) }

// Random gives numbers in [0, 1).
type Random func() float64

// RealRandom is good enough to keep many clients from acting in step; nothing secret is made of it.
func RealRandom() float64 { return rand.Float64() }

const (
	firstPause   = time.Second
	lastPause    = 30 * time.Second
	maxDoublings = 5
)

// RetryPause says how long to wait after so many failures before the last one.
func RetryPause(failures int, random Random) time.Duration {
	if failures > maxDoublings {
		failures = maxDoublings
	}
	pause := firstPause << failures
	if pause > lastPause {
		pause = lastPause
	}
	return time.Duration(float64(pause) * (0.5 + 0.5*random()))
}
