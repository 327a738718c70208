package jsinterop

import (
	"encoding/json"
	"math"
	"math/big"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	pb "jsinterop/client-go/jsinteropv1"
)

// crossed is a Go value as it arrives again after it went over the wire.
func crossed(t *testing.T, value any) Value {
	t.Helper()
	var w writer
	message, err := w.value(value)
	if err != nil {
		t.Fatalf("%v: %v", value, err)
	}
	data, err := proto.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	arrived := &pb.Value{}
	if err := proto.Unmarshal(data, arrived); err != nil {
		t.Fatal(err)
	}
	read, err := readValue(arrived, w.references)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func bigOf(text string) *big.Int {
	number, ok := new(big.Int).SetString(text, 10)
	if !ok {
		panic(text)
	}
	return number
}

type point struct {
	X int     `js:"x"`
	Y float64 `json:"y,omitempty"`
	Z *int    `js:"-"`
}

type named struct {
	point
	Name string
	Tags []string `js:"tags,omitempty"`
}

type celsius float64

func (c celsius) MarshalJS() (any, error) { return map[string]any{"celsius": float64(c)}, nil }

func (c *celsius) UnmarshalJS(value Value) error { return value.Get("celsius").Decode((*float64)(c)) }

func TestWhatGoValuesBecome(t *testing.T) {
	moment := time.Date(2023, 11, 14, 22, 13, 20, 123_999_999, time.UTC)
	for _, test := range []struct {
		name string
		from any
		want string
		kind Kind
	}{
		{"nil", nil, "null", KindNull},
		{"undefined", Undefined, "undefined", KindUndefined},
		{"bool", true, "true", KindBoolean},
		{"int", 42, "42", KindNumber},
		{"largest safe integer", int64(maxSafeInteger), "9.007199254740991e+15", KindNumber},
		{"uint8", uint8(255), "255", KindNumber},
		{"float32", float32(0.5), "0.5", KindNumber},
		{"negative zero", math.Copysign(0, -1), "-0", KindNumber},
		{"NaN", math.NaN(), "NaN", KindNumber},
		{"infinity", math.Inf(-1), "-Infinity", KindNumber},
		{"string", "Grüße", `"Grüße"`, KindString},
		{"lone surrogate", UTF16{0xd800}, `"1 UTF-16 code units with lone surrogates"`, KindUTF16},
		{"bigint", bigOf("-1180591620717411303424"), "-1180591620717411303424n", KindBigInt},
		{"big.Int", *big.NewInt(7), "7n", KindBigInt},
		{"time, rounded down to milliseconds", moment, "Date(2023-11-14T22:13:20.123Z)", KindDate},
		{"pointer to time", &moment, "Date(2023-11-14T22:13:20.123Z)", KindDate},
		{"the invalid date", NewDate(time.Date(400_000, 1, 1, 0, 0, 0, 0, time.UTC)), "Date(invalid)", KindDate},
		{"bytes", []byte{1, 2}, "Uint8Array(2 bytes: 0102)", KindBytes},
		{"array of bytes", [2]byte{3, 4}, "Uint8Array(2 bytes: 0304)", KindBytes},
		{"typed array", NewTypedArray([]int16{1, -1}), "Int16Array(4 bytes: 0100ffff)", KindView},
		{"slice", []int{1, 2}, "[1, 2]", KindArray},
		{"nil slice", []int(nil), "null", KindNull},
		{"empty slice", []int{}, "[]", KindArray},
		{"map, in the order of its keys", map[string]any{"b": 1, "a": nil}, `{"a": null, "b": 1}`, KindObject},
		{"map of integers", map[int]bool{2: true}, `{"2": true}`, KindObject},
		{"struct", point{X: 1, Y: 2}, `{"x": 1, "y": 2}`, KindObject},
		{"struct without what is empty", &named{Name: "n"}, `{"x": 0, "Name": "n"}`, KindObject},
		{"marshaler", celsius(21), `{"celsius": 21}`, KindObject},
		{"text marshaler", netip.MustParseAddr("127.0.0.1"), `"127.0.0.1"`, KindString},
		{"no raw JSON", json.RawMessage(nil), "null", KindNull},
		{"-0 of JSON", json.Number("-0"), "-0", KindNumber},
		{"number of JSON", json.Number("12.5"), "12.5", KindNumber},
		{"raw JSON", json.RawMessage(`{"a":[1]}`), `{"a": [1]}`, KindObject},
		{"JSON text", JSON(`"x"`), `"x"`, KindString},
		{"map of values", &Map{Entries: []Entry{{MustValueOf(1), MustValueOf("one")}}}, `Map {1 => "one"}`, KindMap},
		{"set", &Set{Items: []Value{MustValueOf(1)}}, "Set {1}", KindSet},
		{"set by value", Set{Items: []Value{MustValueOf(1)}}, "Set {1}", KindSet},
		{"regexp", &RegExp{"a+", "gi"}, "/a+/gi", KindRegExp},
		{"boxed", &Boxed{MustValueOf(1)}, "Object(1)", KindBoxed},
		{"buffer", &ArrayBuffer{[]byte{9}}, "ArrayBuffer(1 bytes: 09)", KindArrayBuffer},
		{"holes", &Array{Items: []Value{MissingItem, MustValueOf(1)}}, "[hole, 1]", KindArray},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := crossed(t, test.from)
			if got.Kind() != test.kind || got.String() != test.want {
				t.Errorf("got %v %v, want %v %v", got.Kind(), got, test.kind, test.want)
			}
		})
	}
}

type pointer *pointer

func pointerToItself() any {
	var it pointer
	it = &it
	return it
}

func anyToItself() any {
	var it any
	it = &it
	return it
}

type forItself struct{}

func (f forItself) MarshalJS() (any, error) { return f, nil }

func TestWhatCannotBeSent(t *testing.T) {
	type hidden struct{ secret int }
	type twice struct {
		A int `js:"same"`
		B int `js:"same"`
	}
	for _, test := range []struct {
		name string
		from any
		want string
	}{
		{"an integer that is rounded", int64(maxSafeInteger + 1), "argument 1: a JavaScript number cannot hold 9007199254740992 exactly"},
		{"a large unsigned one", uint64(math.MaxUint64), "cannot hold 18446744073709551615 exactly"},
		{"not UTF-8", map[string]any{"a": []any{"ok", "\xff"}}, "argument 1, at .a[1]: a string is not UTF-8"},
		{"a key that is not UTF-8", map[string]int{"\xff": 1}, "not UTF-8"},
		{"a function", []any{func() {}}, "argument 1, at [0]: a func() cannot be sent"},
		{"a channel", make(chan int), "a chan int cannot be sent"},
		{"a complex number", complex(1, 2), "a complex128 cannot be sent"},
		{"nothing but hidden fields", hidden{1}, "only fields that are not exported"},
		{"two fields of one name", twice{}, `two fields of a jsinterop.twice are called "same"`},
		{"a map with structs as keys", map[point]int{{}: 1}, "cannot be the key of an object"},
		{"a hole by itself", MissingItem, "a hole may stand only among the items of an Array"},
		{"a boxed object", &Boxed{MustValueOf([]int{})}, "a Array cannot be boxed"},
		{"a view beyond its buffer", &View{Type: Int16Array, Buffer: &ArrayBuffer{[]byte{1}}, Length: 1}, "reaches beyond its buffer"},
		{"a time that JavaScript has not", time.Date(400_000, 1, 1, 0, 0, 0, 0, time.UTC), "no Date in the year 400000"},
		{"a number of JSON that is rounded", json.Number("36893488147419103232"), "a JavaScript number cannot hold 36893488147419103232 exactly"},
		{"no number of JSON", json.Number("x"), `"x" is not a number of JSON`},
		{"a pointer to itself", pointerToItself(), "more than 100 pointers or marshallers"},
		{"an any that points to itself", anyToItself(), "more than 100 pointers or marshallers"},
		{"what stands for itself", []any{forItself{}}, "argument 1, at [0]: more than 100 pointers or marshallers"},
		{"a module by value", Module{}, "the Reference is empty"},
		{"a client", &Client{}, "only fields that are not exported"},
		{"an empty reference", &Reference{}, "the Reference is empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var w writer
			_, err := w.arguments([]any{test.from})
			failed, ok := err.(*CallError)
			if !ok || failed.Reason != ReasonBadArgument || failed.Executed != ExecutedNo {
				t.Fatalf("got %#v", err)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestAliasesAndCyclesStay(t *testing.T) {
	shared := &point{X: 1}
	read := crossed(t, []any{shared, shared, point{X: 1}})
	if read.At(0) != read.At(1) || read.At(0) == read.At(2) {
		t.Error("a pointer that stands twice is one object, and a struct is an object of its own")
	}
	type node struct{ Next *node }
	ring := &node{}
	ring.Next = &node{ring}
	read = crossed(t, ring)
	if read.Get("Next").Get("Next") != read {
		t.Error("a cycle of pointers")
	}
	loop := map[string]any{}
	loop["self"] = loop
	if read = crossed(t, loop); read.Get("self") != read {
		t.Error("a map within itself")
	}
	slice := []any{nil}
	slice[0] = slice
	if read = crossed(t, slice); read.At(0) != read {
		t.Error("a slice within itself")
	}
	array := &[1]any{}
	array[0] = array
	if read = crossed(t, array); read.At(0) != read {
		t.Error("an array within itself")
	}
	if read = crossed(t, []any{&struct{}{}, &struct{}{}}); read.At(0) == read.At(1) {
		t.Error("Go gives all that is empty the same address, but they are objects of their own")
	}
	empty := []any{[]int{}, []int{}}
	if read = crossed(t, empty); read.At(0) == read.At(1) {
		t.Error("empty slices are not the same for being empty")
	}
	buffer := &ArrayBuffer{make([]byte, 8)}
	read = crossed(t, []any{&View{Uint8Array, buffer, 0, 8}, &View{Float64Array, buffer, 0, 1}})
	if read.At(0).content.(*View).Buffer != read.At(1).content.(*View).Buffer {
		t.Error("two views of one buffer")
	}

	var into struct{ A, B *point }
	two := &Object{Properties: []Property{{Key: "A", Value: crossed(t, shared)}}}
	two.Properties = append(two.Properties, Property{Key: "B", Value: two.Properties[0].Value})
	if err := MustValueOf(two).Decode(&into); err != nil || into.A != into.B || into.A.X != 1 {
		t.Errorf("an alias in Go: %v, %v", into, err)
	}
	var back any
	if err := crossed(t, loop).Decode(&back); err != nil {
		t.Fatal(err)
	}
	self := back.(map[string]any)
	if reflect.ValueOf(self["self"]).Pointer() != reflect.ValueOf(self).Pointer() {
		t.Error("a cycle in an any")
	}
}

func TestDepth(t *testing.T) {
	const levels = 50_000
	var nested any
	for i := 0; i < levels; i++ {
		nested = []any{nested}
	}
	read := crossed(t, nested)
	var back any
	if err := read.Decode(&back); err != nil {
		t.Fatal(err)
	}
	got := 0
	for ; back != nil; got++ {
		back = back.([]any)[0]
	}
	if got != levels {
		t.Errorf("%d levels came back", got)
	}
	for i := levels; i <= maxDepth; i++ {
		nested = []any{nested}
	}
	if err := crossed(t, nested).Decode(&back); err == nil || !strings.Contains(err.Error(), "nested deeper") {
		t.Errorf("got %v", err)
	}
	if _, err := readJSON(strings.Repeat("[", 1<<20)); err == nil || !strings.Contains(err.Error(), "nested deeper") {
		t.Errorf("got %v", err)
	}
}
