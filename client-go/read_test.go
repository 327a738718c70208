package jsinterop

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	pb "jsinterop/client-go/jsinteropv1"
)

func TestReadJSON(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{`null`, "null"},
		{` [ 1 , -0 , 1e999 , 12.5e-1 ] `, "[1, -0, Infinity, 1.25]"},
		{`"\u0041\n\ud83d\ude00é"`, `"A\n😀é"`},
		{`{"b":1,"a":2}`, `{"b": 1, "a": 2}`},
		{`{"a":1,"b":2,"a":3}`, `{"a": 3, "b": 2}`},
		{`{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"a":2,"i":3}`, `{"a": 2, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1, "i": 3}`},
		{`{"b":1,"10":2,"9":3,"01":4}`, `{"9": 3, "10": 2, "b": 1, "01": 4}`},
		{`{"__proto__":1,"hasOwnProperty":2}`, `{"__proto__": 1, "hasOwnProperty": 2}`},
		{`[]`, "[]"},
		{`{}`, "{}"},
	} {
		got, err := readJSON(test.text)
		if err != nil || got.String() != test.want {
			t.Errorf("%s: got %v, %v, want %s", test.text, got, err, test.want)
		}
	}
	lone, err := readJSON(`{"k\udc00":"a\ud800"}`)
	if err != nil {
		t.Fatal(err)
	}
	want := Property{KeyUTF16: UTF16{'k', 0xdc00}, Value: Value{UTF16{'a', 0xd800}}}
	if got := lone.content.(*Object).Properties[0]; !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v", got)
	}
	for text, want := range map[string]UTF16{
		`"\ud800\u0041"`:       {0xd800, 'A'},
		`"\ud800\ud800\udc00"`: {0xd800, 0xd800, 0xdc00},
		`"\udc00\ud800"`:       {0xdc00, 0xd800},
		`"é\n😀\ud800é"`:        {0xe9, '\n', 0xd83d, 0xde00, 0xd800, 0xe9},
		`"\ud800\n"`:           {0xd800, '\n'},
	} {
		if got, err := readJSON(text); err != nil || !reflect.DeepEqual(got.content, want) {
			t.Errorf("%s: got %v, %v", text, got.content, err)
		}
	}
	for _, text := range []string{
		``, ` `, `nul`, `nulls`, `[`, `[1,]`, `[1 2]`, `{"a"}`, `{"a":}`, `{a:1}`, `{"a":1,}`, `01`, `1.`, `.5`, `1e`, `+1`, `-`,
		`"`, `"\x"`, `"\u12"`, `"\u+123"`, "\"\n\"", `"\ud800`, `"\ud800\u12"`, `"\ud800\x"`, `1 2`, `NaN`, "\"\\n\x01\"",
	} {
		if got, err := readJSON(text); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func leafNode(value *pb.Value) *pb.Node { return &pb.Node{Kind: &pb.Node_Leaf{Leaf: value}} }

func arrayNode(array *pb.ArrayNode) *pb.Node { return &pb.Node{Kind: &pb.Node_Array{Array: array}} }

func objectNode(properties ...*pb.Property) *pb.Node {
	return &pb.Node{Kind: &pb.Node_Object{Object: &pb.ObjectNode{Properties: properties}}}
}

func mapNode(entries ...uint32) *pb.Node {
	return &pb.Node{Kind: &pb.Node_Map{Map: &pb.MapNode{Entries: entries}}}
}

func setNode(items ...uint32) *pb.Node {
	return &pb.Node{Kind: &pb.Node_Set{Set: &pb.SetNode{Items: items}}}
}

func numberMessage(number float64) *pb.Value {
	return &pb.Value{Kind: &pb.Value_Number{Number: number}}
}

// manyKeysAnd has the keys 0 to 19 too.
func manyKeysAnd(key string) []*pb.Property {
	var properties []*pb.Property
	for i := 0; i < 20; i++ {
		properties = append(properties, &pb.Property{Key: strconv.Itoa(i), Value: 2})
	}
	return append(properties, &pb.Property{Key: key, Value: 2})
}

func graphOf(nodes ...*pb.Node) *pb.Value {
	return &pb.Value{Kind: &pb.Value_Graph{Graph: &pb.Graph{Nodes: nodes}}}
}

func TestMalformedResultsAreRefused(t *testing.T) {
	one := leafNode(&pb.Value{Kind: &pb.Value_Number{Number: 1}})
	buffer := &pb.Node{Kind: &pb.Node_ArrayBuffer{ArrayBuffer: []byte{1, 2}}}
	view := func(node *pb.ViewNode) *pb.Node { return &pb.Node{Kind: &pb.Node_View{View: node}} }
	for name, value := range map[string]*pb.Value{
		"no kind":                 {},
		"half a code unit":        {Kind: &pb.Value_Utf16{Utf16: []byte{1}}},
		"no digits":               {Kind: &pb.Value_Bigint{Bigint: "-"}},
		"bigint with underscores": {Kind: &pb.Value_Bigint{Bigint: "1_0"}},
		"bigint with a plus":      {Kind: &pb.Value_Bigint{Bigint: "+1"}},
		"bigint without bound":    {Kind: &pb.Value_Bigint{Bigint: strings.Repeat("9", maxBigIntDigits+1)}},
		"no JSON":                 {Kind: &pb.Value_Json{Json: "{"}},
		"reference not in table":  {Kind: &pb.Value_Reference{Reference: 0}},
		"callback":                {Kind: &pb.Value_Callback{}},
		"stream":                  {Kind: &pb.Value_Stream{}},
		"no nodes":                graphOf(),
		"node without a kind":     graphOf(&pb.Node{}),
		"graph in a graph":        graphOf(leafNode(graphOf(one))),
		"node 0":                  graphOf(&pb.Node{Kind: &pb.Node_Set{Set: &pb.SetNode{Items: []uint32{0}}}}),
		"node beyond the table":   graphOf(arrayNode(&pb.ArrayNode{Length: 1, Items: []uint32{2}})),
		"node not reached":        graphOf(one, one),
		"array shorter than it":   graphOf(arrayNode(&pb.ArrayNode{Items: []uint32{1}})),
		"half an entry":           graphOf(&pb.Node{Kind: &pb.Node_Map{Map: &pb.MapNode{Entries: []uint32{1}}}}),
		"property without value":  graphOf(&pb.Node{Kind: &pb.Node_Object{Object: &pb.ObjectNode{Properties: []*pb.Property{{Key: "a"}}}}}),
		"property with two keys":  graphOf(&pb.Node{Kind: &pb.Node_Object{Object: &pb.ObjectNode{Properties: []*pb.Property{{Key: "a", KeyUtf16: []byte{'b', 0}, Value: 1}}}}}),
		"view of no buffer":       graphOf(view(&pb.ViewNode{Type: pb.ViewNode_TYPE_INT8, Buffer: 2}), one),
		"view without a type":     graphOf(view(&pb.ViewNode{Buffer: 2}), buffer),
		"view of a newer type":    graphOf(view(&pb.ViewNode{Type: 99, Buffer: 2}), buffer),
		"view beyond its buffer":  graphOf(view(&pb.ViewNode{Type: pb.ViewNode_TYPE_INT16, Buffer: 2, Length: 2}), buffer),
		"view with a huge length": graphOf(view(&pb.ViewNode{Type: pb.ViewNode_TYPE_INT16, Buffer: 2, Length: math.MaxUint64}), buffer),
		"view at an odd place":    graphOf(view(&pb.ViewNode{Type: pb.ViewNode_TYPE_INT16, Buffer: 2, ByteOffset: 1}), buffer),
		"date with a fraction":    {Kind: &pb.Value_Date{Date: 0.5}},
		"date beyond the last":    {Kind: &pb.Value_Date{Date: 8.64e15 + 1}},
		"date without end":        {Kind: &pb.Value_Date{Date: math.Inf(1)}},
		"key that stands twice":   graphOf(objectNode(&pb.Property{Key: "a", Value: 2}, &pb.Property{Key: "a", Value: 2}), one),
		"one of many keys twice":  graphOf(objectNode(manyKeysAnd("9")...), one),
		"key twice, by its units": graphOf(objectNode(&pb.Property{Key: "a", Value: 2}, &pb.Property{KeyUtf16: []byte{'a', 0}, Value: 2}), one),
		"lone surrogates twice":   graphOf(objectNode(&pb.Property{KeyUtf16: []byte{0, 0xd8}, Value: 2}, &pb.Property{KeyUtf16: []byte{0, 0xd8}, Value: 2}), one),
		"index among properties":  graphOf(arrayNode(&pb.ArrayNode{Properties: []*pb.Property{{Key: "0", Value: 2}}}), one),
		"property of array twice": graphOf(arrayNode(&pb.ArrayNode{Properties: []*pb.Property{{Key: "a", Value: 2}, {Key: "a", Value: 2}}}), one),
		"node as a key twice":     graphOf(mapNode(2, 2, 2, 2), one),
		"number as a key twice":   graphOf(mapNode(2, 2, 3, 2), one, one),
		"element twice":           graphOf(setNode(2, 3), leafNode(&pb.Value{Kind: &pb.Value_String_{String_: "a"}}), leafNode(&pb.Value{Kind: &pb.Value_Json{Json: `"a"`}})),
		"zeros as elements":       graphOf(setNode(2, 3), leafNode(numberMessage(0)), leafNode(numberMessage(math.Copysign(0, -1)))),
		"NaN as an element twice": graphOf(setNode(2, 3), leafNode(numberMessage(math.NaN())), leafNode(numberMessage(math.NaN()))),
		"bigint as element twice": graphOf(setNode(2, 3), leafNode(&pb.Value{Kind: &pb.Value_Bigint{Bigint: "1"}}), leafNode(&pb.Value{Kind: &pb.Value_Bigint{Bigint: "01"}})),
		"units as element twice":  graphOf(setNode(2, 3), leafNode(&pb.Value{Kind: &pb.Value_Utf16{Utf16: []byte{0, 0xd8}}}), leafNode(&pb.Value{Kind: &pb.Value_Utf16{Utf16: []byte{0, 0xd8}}})),
		"box of an object":        graphOf(&pb.Node{Kind: &pb.Node_Boxed{Boxed: 1}}),
		"message that is no text": graphOf(&pb.Node{Kind: &pb.Node_Error{Error: &pb.ErrorNode{Message: 2}}}, one),
	} {
		if got, err := readValue(value, nil); err == nil || !got.IsUndefined() {
			t.Errorf("%s: was read as %v, %v", name, got, err)
		}
	}
}

func TestWhatIsOnlyAlikeMayStandTwice(t *testing.T) {
	date := leafNode(&pb.Value{Kind: &pb.Value_Date{Date: 1}})
	for name, value := range map[string]*pb.Value{
		"objects":              graphOf(setNode(2, 3), objectNode(), objectNode()),
		"dates":                graphOf(setNode(2, 3), date, date),
		"a number and a text":  graphOf(setNode(2, 3), leafNode(numberMessage(1)), leafNode(&pb.Value{Kind: &pb.Value_String_{String_: "1"}})),
		"a number and bigint":  graphOf(setNode(2, 3), leafNode(numberMessage(1)), leafNode(&pb.Value{Kind: &pb.Value_Bigint{Bigint: "1"}})),
		"null and undefined":   graphOf(setNode(2, 3), leafNode(nullMessage), leafNode(undefinedMessage)),
		"values of a Map":      graphOf(mapNode(2, 2, 3, 2), leafNode(numberMessage(1)), leafNode(numberMessage(2))),
		"1 and -1 as a bigint": graphOf(setNode(2, 3), leafNode(&pb.Value{Kind: &pb.Value_Bigint{Bigint: "1"}}), leafNode(&pb.Value{Kind: &pb.Value_Bigint{Bigint: "-1"}})),
		"keys and their units": graphOf(objectNode(&pb.Property{Key: "", Value: 2}, &pb.Property{KeyUtf16: []byte{0, 0xd8}, Value: 2}), date),
		"an invalid date":      {Kind: &pb.Value_Date{Date: math.NaN()}},
		"the last date":        {Kind: &pb.Value_Date{Date: -8.64e15}},
	} {
		if got, err := readValue(value, nil); err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestCodeUnitsThatAreTextBecomeText(t *testing.T) {
	text := &pb.Value{Kind: &pb.Value_Utf16{Utf16: writeUTF16([]uint16{'a', 0xd83d, 0xde00})}}
	if got, err := readValue(text, nil); err != nil || got.Content() != "a😀" {
		t.Errorf("got %v, %v", got, err)
	}
	property := &pb.Property{KeyUtf16: writeUTF16([]uint16{'k'}), Value: 2}
	object := &pb.Node{Kind: &pb.Node_Object{Object: &pb.ObjectNode{Properties: []*pb.Property{property}}}}
	if got, err := readValue(graphOf(object, leafNode(text)), nil); err != nil || got.Get("k").Content() != "a😀" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestHolesAtTheEndCostNothing(t *testing.T) {
	got, err := readValue(graphOf(arrayNode(&pb.ArrayNode{Length: math.MaxUint32})), nil)
	if err != nil {
		t.Fatal(err)
	}
	if array := got.content.(*Array); array.HolesAtEnd != math.MaxUint32 || len(array.Items) != 0 {
		t.Errorf("got %v", array)
	}
}

// Whatever arrives, reading it ends, and what was read can be sent again.
func FuzzReadJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"\ud800"]}`, `"\u00e9"`, `-0.5e-7`, `[[[]]]`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := readJSON(strings.ToValidUTF8(text, "?"))
		if err != nil {
			return
		}
		if again := crossed(t, value); again.String() != value.String() {
			t.Errorf("%v came back as %v", value, again)
		}
	})
}

// Whatever bytes arrive, reading and showing them ends, and what was read is the same when it has crossed again.
func FuzzReadValue(f *testing.F) {
	shared := &Object{Properties: []Property{{Key: "a", Value: MustValueOf(1)}}}
	alias := MustValueOf(shared)
	for _, seed := range []any{
		1.5, "text", UTF16{0xd800}, []byte{1}, []any{1, nil}, &Array{Items: []Value{alias, alias, MissingItem}, HolesAtEnd: 3},
		&Map{Entries: []Entry{{alias, alias}}}, NewTypedArray([]float64{1}), &Error{Name: "Error", Cause: &alias}, &Boxed{MustValueOf(1)},
	} {
		var w writer
		message, err := w.value(seed)
		if err != nil {
			f.Fatal(err)
		}
		data, err := proto.Marshal(message)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		message := &pb.Value{}
		if proto.Unmarshal(data, message) != nil {
			return
		}
		value, err := readValue(message, nil)
		if err != nil {
			return
		}
		var natural any
		_ = value.Decode(&natural)
		if again := crossed(t, value); !proto.Equal(messageOf(t, value), messageOf(t, again)) {
			t.Errorf("%v came back as %v", value, again)
		}
	})
}

func messageOf(t *testing.T, value Value) *pb.Value {
	t.Helper()
	var w writer
	message, err := w.value(value)
	if err != nil {
		t.Fatal(err)
	}
	return message
}
