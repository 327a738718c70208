package jsinterop

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"unicode/utf16"

	pb "jsinterop/client-go/jsinteropv1"
)

const (
	// More digits than a worker sends unless it is told otherwise (20,000), and not enough to keep a processor busy.
	maxBigIntDigits = 1_000_000
)

// readValue makes a Value of a message; references is the table that it points into. What is malformed is undefined,
// so that nobody takes up half a value.
func readValue(message *pb.Value, references []*Reference) (value Value, err error) {
	if graph, ok := message.GetKind().(*pb.Value_Graph); ok {
		value, err = readGraph(graph.Graph, references)
	} else {
		value, err = readLeaf(message, references)
	}
	if err != nil {
		return Undefined, err
	}
	return value, nil
}

func readLeaf(message *pb.Value, references []*Reference) (Value, error) {
	switch kind := message.GetKind().(type) {
	case *pb.Value_Undefined:
		return Undefined, nil
	case *pb.Value_Null:
		return Value{Null{}}, nil
	case *pb.Value_Boolean:
		return Value{kind.Boolean}, nil
	case *pb.Value_Number:
		return Value{kind.Number}, nil
	case *pb.Value_String_:
		return Value{kind.String_}, nil
	case *pb.Value_Utf16:
		text, units, err := readUTF16(kind.Utf16)
		if units == nil {
			return Value{text}, err
		}
		return Value{units}, err
	case *pb.Value_Bigint:
		number, err := readBigInt(kind.Bigint)
		return Value{number}, err
	case *pb.Value_Date:
		return readDate(kind.Date)
	case *pb.Value_Bytes:
		return Value{&Bytes{Data: kind.Bytes}}, nil
	case *pb.Value_Json:
		return readJSON(kind.Json)
	case *pb.Value_Reference:
		if int64(kind.Reference) >= int64(len(references)) {
			return Undefined, errors.New("a reference is not in the table")
		}
		return Value{references[kind.Reference]}, nil
	case *pb.Value_Callback, *pb.Value_Stream:
		return Undefined, errors.New("a callback or stream came outside a session")
	case *pb.Value_Graph:
		return Undefined, errors.New("a leaf is a graph")
	default:
		return Undefined, errors.New("a value has no kind that this client knows")
	}
}

// readUTF16 reads code units: as text, or as units if there are lone surrogates among them.
func readUTF16(data []byte) (string, UTF16, error) {
	if len(data)%2 != 0 {
		return "", nil, errors.New("a string has half a code unit")
	}
	units := make(UTF16, len(data)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(data[2*i:])
	}
	if hasLoneSurrogate(units) {
		return "", units, nil
	}
	return string(utf16.Decode(units)), nil, nil
}

func readDate(milliseconds float64) (Value, error) {
	if !math.IsNaN(milliseconds) && (math.Trunc(milliseconds) != milliseconds || math.Abs(milliseconds) > lastDate) {
		return Undefined, errors.New("a Date says what no Date can say")
	}
	return Value{&Date{Milliseconds: milliseconds}}, nil
}

func readBigInt(text string) (*big.Int, error) {
	if len(text) > maxBigIntDigits {
		return nil, fmt.Errorf("a bigint has more than %d digits", maxBigIntDigits)
	}
	for i := 0; i < len(text); i++ {
		// SetString would take a plus and underscores too.
		if (text[i] < '0' || text[i] > '9') && !(i == 0 && text[i] == '-') {
			return nil, errors.New("a bigint is not in decimal")
		}
	}
	number, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return nil, errors.New("a bigint has no digits")
	}
	return number, nil
}
