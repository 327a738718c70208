package jsinterop

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"

	pb "jsinterop/client-go/jsinteropv1"
)

// ViewType is the class of a View.
type ViewType int

// The classes of views.
const (
	Int8Array         = ViewType(pb.ViewNode_TYPE_INT8)
	Uint8Array        = ViewType(pb.ViewNode_TYPE_UINT8)
	Uint8ClampedArray = ViewType(pb.ViewNode_TYPE_UINT8_CLAMPED)
	Int16Array        = ViewType(pb.ViewNode_TYPE_INT16)
	Uint16Array       = ViewType(pb.ViewNode_TYPE_UINT16)
	Int32Array        = ViewType(pb.ViewNode_TYPE_INT32)
	Uint32Array       = ViewType(pb.ViewNode_TYPE_UINT32)
	BigInt64Array     = ViewType(pb.ViewNode_TYPE_BIG_INT64)
	BigUint64Array    = ViewType(pb.ViewNode_TYPE_BIG_UINT64)
	Float32Array      = ViewType(pb.ViewNode_TYPE_FLOAT32)
	Float64Array      = ViewType(pb.ViewNode_TYPE_FLOAT64)
	DataView          = ViewType(pb.ViewNode_TYPE_DATA_VIEW)
)

var viewTypes = map[ViewType]struct {
	name string
	size int
}{
	Int8Array:         {"Int8Array", 1},
	Uint8Array:        {"Uint8Array", 1},
	Uint8ClampedArray: {"Uint8ClampedArray", 1},
	Int16Array:        {"Int16Array", 2},
	Uint16Array:       {"Uint16Array", 2},
	Int32Array:        {"Int32Array", 4},
	Uint32Array:       {"Uint32Array", 4},
	BigInt64Array:     {"BigInt64Array", 8},
	BigUint64Array:    {"BigUint64Array", 8},
	Float32Array:      {"Float32Array", 4},
	Float64Array:      {"Float64Array", 8},
	DataView:          {"DataView", 1},
}

// String is the name of the class in JavaScript.
func (t ViewType) String() string {
	if class, ok := viewTypes[t]; ok {
		return class.name
	}
	return "unknown view"
}

// ElementSize is the size of an element in bytes; 1 for a DataView, and 0 for what is no class of views.
func (t ViewType) ElementSize() int { return viewTypes[t].size }

// View is a typed array or DataView. (The ordinary Uint8Array, which covers its buffer, is Bytes.)
type View struct {
	Type ViewType
	// Views that share a buffer in JavaScript share it here.
	Buffer *ArrayBuffer
	// Where the view begins in the buffer, in bytes.
	ByteOffset int
	// The count of elements; of bytes, for a DataView.
	Length int
}

// Bytes are those of the buffer that the view covers, little-endian; none if it reaches beyond the buffer.
func (v *View) Bytes() []byte {
	if v.check() != nil {
		return nil
	}
	return v.Buffer.Data[v.ByteOffset : v.ByteOffset+v.Length*v.Type.ElementSize()]
}

// Number is the types whose typed arrays NewTypedArray makes.
type Number interface {
	int8 | uint8 | int16 | uint16 | int32 | uint32 | int64 | uint64 | float32 | float64
}

// NewTypedArray makes the typed array of these elements that Go's type names: Float64Array for []float64,
// BigInt64Array for []int64, and so on.
func NewTypedArray[T Number](elements []T) *View {
	var zero T
	class := viewTypeOf(zero)
	data := make([]byte, 0, len(elements)*class.ElementSize())
	for _, element := range elements {
		data = appendElement(data, any(element))
	}
	return &View{Type: class, Buffer: &ArrayBuffer{Data: data}, Length: len(elements)}
}

func viewTypeOf(element any) ViewType {
	switch element.(type) {
	case int8:
		return Int8Array
	case uint8:
		return Uint8Array
	case int16:
		return Int16Array
	case uint16:
		return Uint16Array
	case int32:
		return Int32Array
	case uint32:
		return Uint32Array
	case int64:
		return BigInt64Array
	case uint64:
		return BigUint64Array
	case float32:
		return Float32Array
	default:
		return Float64Array
	}
}

func appendElement(data []byte, element any) []byte {
	order := binary.LittleEndian
	switch n := element.(type) {
	case int8:
		return append(data, byte(n))
	case uint8:
		return append(data, n)
	case int16:
		return order.AppendUint16(data, uint16(n))
	case uint16:
		return order.AppendUint16(data, n)
	case int32:
		return order.AppendUint32(data, uint32(n))
	case uint32:
		return order.AppendUint32(data, n)
	case int64:
		return order.AppendUint64(data, uint64(n))
	case uint64:
		return order.AppendUint64(data, n)
	case float32:
		return order.AppendUint32(data, math.Float32bits(n))
	default:
		return order.AppendUint64(data, math.Float64bits(n.(float64)))
	}
}

// element is one element of a typed array as a Value: a number, or a bigint.
func (v *View) element(index int) Value {
	size := v.Type.ElementSize()
	data := v.Bytes()[index*size:]
	order := binary.LittleEndian
	switch v.Type {
	case Int8Array:
		return Value{float64(int8(data[0]))}
	case Int16Array:
		return Value{float64(int16(order.Uint16(data)))}
	case Uint16Array:
		return Value{float64(order.Uint16(data))}
	case Int32Array:
		return Value{float64(int32(order.Uint32(data)))}
	case Uint32Array:
		return Value{float64(order.Uint32(data))}
	case BigInt64Array:
		return Value{big.NewInt(int64(order.Uint64(data)))}
	case BigUint64Array:
		return Value{new(big.Int).SetUint64(order.Uint64(data))}
	case Float32Array:
		return Value{float64(math.Float32frombits(order.Uint32(data)))}
	case Float64Array:
		return Value{math.Float64frombits(order.Uint64(data))}
	default:
		return Value{float64(data[0])}
	}
}

// check says what is wrong with the view, if anything is.
func (v *View) check() error {
	size := v.Type.ElementSize()
	switch {
	case size == 0:
		return fmt.Errorf("a View has no Type")
	case v.Buffer == nil:
		return fmt.Errorf("a %v has no Buffer", v.Type)
	case v.ByteOffset < 0 || v.ByteOffset%size != 0 || v.ByteOffset > len(v.Buffer.Data):
		return fmt.Errorf("a %v cannot begin at byte %d of a buffer of %d", v.Type, v.ByteOffset, len(v.Buffer.Data))
	case v.Length < 0 || v.Length > (len(v.Buffer.Data)-v.ByteOffset)/size:
		return fmt.Errorf("a %v reaches beyond its buffer", v.Type)
	}
	return nil
}
