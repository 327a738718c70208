package jsinterop

// Marshaler is a Go type that says itself what JavaScript is to see of it.
type Marshaler interface {
	// MarshalJS gives what is sent instead: anything that can be sent.
	MarshalJS() (any, error)
}

// Unmarshaler is a Go type that makes itself of a JavaScript value.
type Unmarshaler interface {
	UnmarshalJS(Value) error
}
