package jsinterop

import (
	"math"
	"math/big"
	"time"
)

// Value is any JavaScript value, exactly as it crosses between Go and JavaScript. The zero Value is undefined.
//
// A Value has one of the kinds below; for each of them, Content tells the Go type that holds it. Values that are
// objects in JavaScript are pointers in Go, and keep their identity: where the same pointer stands twice in a value,
// or within itself, JavaScript sees the same object twice, or a cycle, and the other way round.
//
// A Value is not to be changed once it is shared between goroutines.
type Value struct {
	content any // One of the types that Content names.
}

// Kind is what a Value is.
type Kind int

// The kinds, and after each the type of its Content.
const (
	KindUndefined   Kind = iota // nil
	KindNull                    // Null
	KindBoolean                 // bool
	KindNumber                  // float64
	KindString                  // string; it is UTF-8
	KindUTF16                   // UTF16: a string that UTF-8 cannot hold, since it has lone surrogates
	KindBigInt                  // *big.Int
	KindDate                    // *Date
	KindBytes                   // *Bytes: a Uint8Array that covers its buffer
	KindArray                   // *Array
	KindObject                  // *Object: a plain object
	KindMap                     // *Map
	KindSet                     // *Set
	KindArrayBuffer             // *ArrayBuffer
	KindView                    // *View: a typed array or DataView
	KindRegExp                  // *RegExp
	KindError                   // *Error
	KindBoxed                   // *Boxed: Object(1) and the like
	KindReference               // *Reference: a live object
	KindHole                    // Hole; only among the items of an Array
	KindJSON                    // JSON: text on its way to JavaScript; no result has this kind
)

var kindNames = [...]string{
	"undefined", "null", "boolean", "number", "string", "string with lone surrogates", "bigint", "Date", "Uint8Array",
	"Array", "Object", "Map", "Set", "ArrayBuffer", "view", "RegExp", "Error", "boxed primitive", "reference", "hole",
	"JSON text",
}

// String is a name for people.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return "unknown"
	}
	return kindNames[k]
}

// Undefined is JavaScript's undefined. (Go's nil is null.)
var Undefined = Value{}

// MissingItem is a hole among the items of an Array.
var MissingItem = Value{Hole{}}

// Null is JavaScript's null, as the content of a Value.
type Null struct{}

// Hole stands for an element that an Array does not have.
type Hole struct{}

// UTF16 is a JavaScript string as its UTF-16 code units; it may have lone surrogates.
type UTF16 []uint16

// JSON is JSON text (RFC 8259) that JavaScript is to parse. As an argument, it is sent as it stands.
type JSON string

// Date is a JavaScript Date.
type Date struct {
	// Milliseconds since 1970-01-01T00:00:00Z; NaN is the invalid date.
	Milliseconds float64
}

// The last Date that JavaScript has. The first is as far back.
const lastDate = 8.64e15

// NewDate makes a Date of the whole milliseconds of t, rounded down; JavaScript has nothing finer. A time that
// JavaScript cannot hold makes the invalid date.
func NewDate(t time.Time) *Date {
	ms := float64(t.UnixMilli())
	// Beyond these years UnixMilli itself is not defined.
	if year := t.Year(); year < -300_000 || year > 300_000 || math.Abs(ms) > lastDate {
		ms = math.NaN()
	}
	return &Date{Milliseconds: ms}
}

// Time is the same moment in Go, in UTC; false for the invalid date.
func (d *Date) Time() (time.Time, bool) {
	if !(math.Abs(d.Milliseconds) <= lastDate) {
		return time.Time{}, false
	}
	return time.UnixMilli(int64(d.Milliseconds)).UTC(), true
}

// Bytes is a Uint8Array that covers the whole of a buffer of its own. Node's Buffer is one too.
type Bytes struct {
	Data []byte
}

// Array is a JavaScript Array.
type Array struct {
	// The elements. Those that are Hole{} are not there.
	Items []Value
	// What the length exceeds the items by: further holes.
	HolesAtEnd uint32
	// Own properties that are not elements.
	Properties []Property
}

// NewArray makes an Array of these elements.
func NewArray(items ...Value) *Array { return &Array{Items: items} }

// Object is a plain JavaScript object, with its properties in their order.
type Object struct {
	Properties []Property
}

// Property is a key and its value.
type Property struct {
	Key string
	// Instead of Key, if the key has lone surrogates.
	KeyUTF16 UTF16
	Value    Value
}

// Get is the value of a property; undefined and false if there is none.
func (o *Object) Get(key string) (Value, bool) {
	for _, property := range o.Properties {
		if property.Key == key && property.KeyUTF16 == nil {
			return property.Value, true
		}
	}
	return Undefined, false
}

// Map is a JavaScript Map, in insertion order.
type Map struct {
	Entries []Entry
}

// Entry is one entry of a Map.
type Entry struct {
	Key, Value Value
}

// Set is a JavaScript Set, in insertion order.
type Set struct {
	Items []Value
}

// ArrayBuffer is a JavaScript ArrayBuffer.
type ArrayBuffer struct {
	Data []byte
}

// RegExp is a JavaScript RegExp. Workers refuse one from a client unless they were started to allow them.
type RegExp struct {
	Source, Flags string
}

// Error is a JavaScript Error that is part of a value. (What JavaScript *threw* is a JsException.)
type Error struct {
	// One of Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError. Any other name makes an
	// Error.
	Name string
	// Each nil if there is none. Message and stack are strings.
	Message, Stack, Cause *Value
}

// Boxed is an object around a primitive: Object(1).
type Boxed struct {
	// A boolean, number, string, or bigint.
	Primitive Value
}

// Content is what the value holds, in the type that its Kind tells. It is not to be changed.
func (v Value) Content() any { return v.content }

// Kind is what the value is.
func (v Value) Kind() Kind {
	switch v.content.(type) {
	case nil:
		return KindUndefined
	case Null:
		return KindNull
	case bool:
		return KindBoolean
	case float64:
		return KindNumber
	case string:
		return KindString
	case UTF16:
		return KindUTF16
	case *big.Int:
		return KindBigInt
	case *Date:
		return KindDate
	case *Bytes:
		return KindBytes
	case *Array:
		return KindArray
	case *Object:
		return KindObject
	case *Map:
		return KindMap
	case *Set:
		return KindSet
	case *ArrayBuffer:
		return KindArrayBuffer
	case *View:
		return KindView
	case *RegExp:
		return KindRegExp
	case *Error:
		return KindError
	case *Boxed:
		return KindBoxed
	case *Reference:
		return KindReference
	case Hole:
		return KindHole
	default:
		return KindJSON
	}
}

// IsUndefined says whether the value is undefined.
func (v Value) IsUndefined() bool { return v.content == nil }

// Get is the property of an object, or of an array; undefined if there is none, or if the value is neither.
func (v Value) Get(key string) Value {
	switch content := v.content.(type) {
	case *Object:
		found, _ := content.Get(key)
		return found
	case *Array:
		found, _ := (&Object{Properties: content.Properties}).Get(key)
		return found
	}
	return Undefined
}

// At is an element of an array; undefined if there is none, or if the value is no array.
func (v Value) At(index int) Value {
	array, ok := v.content.(*Array)
	if !ok || index < 0 || index >= len(array.Items) || array.Items[index].Kind() == KindHole {
		return Undefined
	}
	return array.Items[index]
}

// Reference is the live object that the value is; nil if it is anything else.
func (v Value) Reference() *Reference {
	reference, _ := v.content.(*Reference)
	return reference
}

// References are all live objects in the value, each once.
func (v Value) References() []*Reference {
	var found []*Reference
	seen := map[*Reference]bool{}
	walk(v, func(part Value) {
		if reference := part.Reference(); reference != nil && !seen[reference] {
			seen[reference] = true
			found = append(found, reference)
		}
	})
	return found
}

// Close lets go, in the background, of all live objects in the value. It always returns nil.
func (v Value) Close() error {
	for _, reference := range v.References() {
		_ = reference.Close()
	}
	return nil
}
