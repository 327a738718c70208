package jsinterop

import (
	"math"
	"math/big"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestDecode(t *testing.T) {
	seven := 7
	var nobody *int
	for _, test := range []struct {
		name string
		from any
		want any // A pointer to what is wanted, of the type to decode into.
	}{
		{"bool", true, ptr(true)},
		{"string", "x", ptr("x")},
		{"int", 7, ptr(7)},
		{"the least int64", -math.Pow(2, 63), ptr(int64(math.MinInt64))},
		{"a large uint64", math.Pow(2, 63), ptr(uint64(1 << 63))},
		{"int8", -128, ptr(int8(-128))},
		{"uint64 of a number", 1 << 52, ptr(uint64(1 << 52))},
		{"int64 of a bigint", big.NewInt(math.MaxInt64), ptr(int64(math.MaxInt64))},
		{"-0 as an integer", math.Copysign(0, -1), ptr(0)},
		{"float32", 0.5, ptr(float32(0.5))},
		{"bigint", bigOf("123456789012345678901234567890"), ptr(bigOf("123456789012345678901234567890"))},
		{"time", time.UnixMilli(1_700_000_000_123), ptr(time.UnixMilli(1_700_000_000_123).UTC())},
		{"bytes", []byte{1, 2}, ptr([]byte{1, 2})},
		{"bytes of an ArrayBuffer", &ArrayBuffer{[]byte{1}}, ptr([]byte{1})},
		{"bytes as numbers", []byte{1, 2}, ptr([]int{1, 2})},
		{"array of bytes", []byte{1, 2}, ptr([2]byte{1, 2})},
		{"typed array", NewTypedArray([]float64{0.5, 2}), ptr([]float64{0.5, 2})},
		{"BigInt64Array", NewTypedArray([]int64{math.MinInt64}), ptr([]int64{math.MinInt64})},
		{"BigUint64Array", NewTypedArray([]uint64{math.MaxUint64}), ptr([]uint64{math.MaxUint64})},
		{"Int32Array", NewTypedArray([]int32{-5}), ptr([]int{-5})},
		{"Uint16Array", NewTypedArray([]uint16{65535}), ptr([]uint16{65535})},
		{"Float32Array", NewTypedArray([]float32{1.5}), ptr([]float32{1.5})},
		{"Int8Array", NewTypedArray([]int8{-1}), ptr([]int8{-1})},
		{"Uint32Array", NewTypedArray([]uint32{math.MaxUint32}), ptr([]uint32{math.MaxUint32})},
		{"slice", []any{1, 2}, ptr([]int{1, 2})},
		{"Set", &Set{Items: []Value{MustValueOf("a")}}, ptr([]string{"a"})},
		{"map", map[string]int{"a": 1}, ptr(map[string]int{"a": 1})},
		{"map of integers", map[int]string{-1: "a"}, ptr(map[int]string{-1: "a"})},
		{"map of addresses", map[netip.Addr]int{netip.MustParseAddr("::1"): 1}, ptr(map[netip.Addr]int{netip.MustParseAddr("::1"): 1})},
		{"Map", &Map{Entries: []Entry{{MustValueOf(1), MustValueOf("a")}}}, ptr(map[int]string{1: "a"})},
		{"struct", map[string]any{"x": 1, "y": 2.5, "unknown": 0}, &point{X: 1, Y: 2.5}},
		{"embedded", map[string]any{"x": 1, "Name": "n", "tags": []any{"t"}}, &named{point{X: 1}, "n", []string{"t"}}},
		{"undefined counts as absent", map[string]any{"x": Undefined, "y": 2.5}, &point{Y: 2.5}},
		{"pointer", 7, ptr(&seven)},
		{"null into a pointer", nil, ptr(nobody)},
		{"undefined into a pointer", Undefined, ptr(nobody)},
		{"null into a slice", nil, ptr([]int(nil))},
		{"unmarshaler", map[string]any{"celsius": 20}, ptr(celsius(20))},
		{"text unmarshaler", "127.0.0.1", ptr(netip.MustParseAddr("127.0.0.1"))},
		{"any", map[string]any{"a": []any{1, "x", nil, true}}, ptr(any(map[string]any{"a": []any{1.0, "x", nil, true}}))},
		{"any of undefined", Undefined, ptr(any(Undefined))},
		{"any of bytes", []byte{1}, ptr(any([]byte{1}))},
		{"code units of a string", "aé", ptr(UTF16{'a', 'é'})},
		{"code units", UTF16{0xd800}, ptr(UTF16{0xd800})},
		{"exact type by value", &Set{Items: []Value{MustValueOf("a")}}, &Set{Items: []Value{MustValueOf("a")}}},
		{"null into an exact type", nil, ptr((*Object)(nil))},
		{"exact type", &RegExp{"a", "g"}, ptr(&RegExp{"a", "g"})},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := reflect.New(reflect.TypeOf(test.want).Elem())
			if err := crossed(t, test.from).Decode(got.Interface()); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got.Interface(), test.want) {
				t.Errorf("got %#v, want %#v", got.Elem(), reflect.ValueOf(test.want).Elem())
			}
		})
	}
}

func ptr[T any](value T) *T { return &value }

// A View that did not come from JavaScript may be wrong.
func TestAViewBeyondItsBufferIsNoSlice(t *testing.T) {
	view := MustValueOf(&View{Type: Int8Array, Buffer: &ArrayBuffer{}, Length: 1})
	if err := view.Decode(new([]int)); err == nil {
		t.Error("it was decoded")
	}
}

func TestWhatCannotBeDecoded(t *testing.T) {
	for _, test := range []struct {
		name string
		from any
		into any
		want string
	}{
		{"a fraction", 1.5, new(int), "wanted a int, and JavaScript gave 1.5"},
		{"too large", 128, new(int8), "wanted a int8, and JavaScript gave 128"},
		{"negative", -1, new(uint), "wanted a uint, and JavaScript gave -1"},
		{"NaN", math.NaN(), new(int), "gave NaN"},
		{"a large number", 1e300, new(int64), "gave 1e+300"},
		{"a large bigint", bigOf("9223372036854775808"), new(int64), "gave 9223372036854775808n"},
		{"a bigint as a float", big.NewInt(1), new(float64), "gave 1n"},
		{"a number as a bigint", 1, new(big.Int), "wanted a big.Int, and JavaScript gave 1"},
		{"beyond float32", 1e300, new(float32), "gave 1e+300"},
		{"null", nil, new(int), "gave null"},
		{"undefined", Undefined, new(string), "gave undefined"},
		{"lone surrogates", UTF16{0xd800}, new(string), "lone surrogates"},
		{"deep inside", map[string]any{"items": []any{1, "x"}}, new(map[string][]int), `at .items[1]: wanted a int, and JavaScript gave "x"`},
		{"a wrong count", []any{1, 2}, new([3]int), "wanted a [3]int"},
		{"holes", &Array{Items: []Value{MissingItem}}, new([]int), "holes"},
		{"a long end of holes", &Array{HolesAtEnd: 4_000_000_000}, new([]int), "holes"},
		{"array with properties", &Array{Properties: []Property{{Key: "a"}}}, new([]int), "further properties"},
		{"an invalid date", &Date{math.NaN()}, new(time.Time), "gave Date(invalid)"},
		{"a key that is no number", map[string]int{"x": 1}, new(map[int]int), `the key "x" cannot be a int`},
		{"a map with objects as keys", &Map{Entries: []Entry{{MustValueOf([]int{}), Undefined}}}, new(map[any]any), "as a key"},
		{"keys that become one", &Map{Entries: []Entry{{MustValueOf(1), Undefined}, {MustValueOf(big.NewInt(1)), Undefined}}}, new(map[int]any), "the same in Go"},
		{"texts that become one key", map[string]int{"::1": 1, "0::1": 2}, new(map[netip.Addr]int), "the same in Go"},
		{"2⁶³", math.Pow(2, 63), new(int64), "gave 9.2"},
		{"2⁶⁴", math.Pow(2, 64), new(uint64), "gave 1.8"},
		{"an object as a map", map[string]int{}, new(Map), "wanted a jsinterop.Map, and JavaScript gave {}"},
		{"an object as a reference", map[string]int{}, new(*Reference), "wanted a *jsinterop.Reference"},
		{"a channel", 1, new(chan int), "cannot hold a JavaScript value"},
		{"no pointer", 1, 1, "give a pointer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := crossed(t, test.from).Decode(test.into)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
