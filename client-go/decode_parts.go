package jsinterop

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"unicode/utf16"
)

func (d *decoder) intoScalar(to reflect.Value, value Value, at *place) error {
	switch to.Kind() {
	case reflect.Bool:
		if content, ok := value.content.(bool); ok {
			to.SetBool(content)
			return nil
		}
	case reflect.String:
		switch content := value.content.(type) {
		case string:
			to.SetString(content)
			return nil
		case UTF16:
			return wrong(at, errLoneSurrogates)
		}
	case reflect.Float32, reflect.Float64:
		if content, ok := value.content.(float64); ok {
			if to.OverflowFloat(content) && !math.IsInf(content, 0) {
				return mismatch(at, to, value)
			}
			to.SetFloat(content)
			return nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if whole, ok := int64Of(value); ok && !to.OverflowInt(whole) {
			to.SetInt(whole)
			return nil
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if whole, ok := uint64Of(value); ok && !to.OverflowUint(whole) {
			to.SetUint(whole)
			return nil
		}
	default:
		return wrong(at, fmt.Errorf("a %v cannot hold a JavaScript value", to.Type()))
	}
	return mismatch(at, to, value)
}

// int64Of is a number without a fraction, or a bigint. (-0 becomes 0, the only zero of integers.)
func int64Of(value Value) (int64, bool) {
	switch content := value.content.(type) {
	case *big.Int:
		return content.Int64(), content.IsInt64()
	case float64:
		// The largest int64 is no float64; the next that is, is 1<<63.
		return int64(content), math.Trunc(content) == content && content >= -1<<63 && content < 1<<63
	}
	return 0, false
}

func uint64Of(value Value) (uint64, bool) {
	switch content := value.content.(type) {
	case *big.Int:
		return content.Uint64(), content.IsUint64()
	case float64:
		return uint64(content), math.Trunc(content) == content && content >= 0 && content < 1<<64
	}
	return 0, false
}

func (d *decoder) intoUTF16(to reflect.Value, value Value, at *place) error {
	switch content := value.content.(type) {
	case UTF16:
		to.Set(reflect.ValueOf(content))
	case string:
		to.Set(reflect.ValueOf(UTF16(utf16.Encode([]rune(content)))))
	default:
		return mismatch(at, to, value)
	}
	return nil
}

var errNotDense = errors.New(
	"an Array has holes or further properties; decode it into a *jsinterop.Array or Value")

// elements are what a Go slice or array can hold of a value; false if it is no sequence.
func elements(value Value) (count int, element func(int) Value, ok bool) {
	switch content := value.content.(type) {
	case *Array:
		return len(content.Items), func(i int) Value { return content.Items[i] }, true
	case *Set:
		return len(content.Items), func(i int) Value { return content.Items[i] }, true
	case *View:
		// What was made here and not read may be wrong.
		return content.Length, content.element, content.Type != DataView && content.check() == nil
	}
	return 0, nil, false
}

func (d *decoder) intoSequence(to reflect.Value, value Value, at *place) error {
	if to.Kind() == reflect.Slice && (value.Kind() == KindNull || value.Kind() == KindUndefined) {
		to.SetZero()
		return nil
	}
	if data, ok := rawBytes(value); ok && to.Type().Elem().Kind() == reflect.Uint8 {
		return intoBytes(to, value, data, at)
	}
	if known, ok := d.again(to, value); ok {
		to.Set(known)
		return nil
	}
	if bytes, ok := value.content.(*Bytes); ok {
		value = Value{&View{Type: Uint8Array, Buffer: &ArrayBuffer{Data: bytes.Data}, Length: len(bytes.Data)}}
	}
	if array, ok := value.content.(*Array); ok && !isDense(array) {
		return wrong(at, errNotDense)
	}
	count, element, ok := elements(value)
	if !ok {
		return mismatch(at, to, value)
	}
	filled := to
	if to.Kind() == reflect.Slice {
		filled = reflect.MakeSlice(to.Type(), count, count)
		d.remember(to, value, filled)
	} else if to.Len() != count {
		return mismatch(at, to, value)
	}
	below := place{parent: at}
	for i := 0; i < count; i++ {
		below.step.index = i
		if err := d.into(filled.Index(i), element(i), &below); err != nil {
			return err
		}
	}
	if to.Kind() == reflect.Slice {
		to.Set(filled)
	}
	return nil
}

// rawBytes are the bytes of what is nothing but bytes.
func rawBytes(value Value) ([]byte, bool) {
	switch content := value.content.(type) {
	case *Bytes:
		return content.Data, true
	case *ArrayBuffer:
		return content.Data, true
	case *View:
		return content.Bytes(), content.Type.ElementSize() == 1 && content.Type != Int8Array
	}
	return nil, false
}

func intoBytes(to reflect.Value, value Value, data []byte, at *place) error {
	if to.Kind() == reflect.Slice {
		// A copy: views may share their buffer.
		filled := reflect.MakeSlice(to.Type(), len(data), len(data))
		copy(filled.Bytes(), data)
		to.Set(filled)
		return nil
	}
	if to.Len() != len(data) {
		return mismatch(at, to, value)
	}
	for i, one := range data {
		to.Index(i).SetUint(uint64(one))
	}
	return nil
}

// intoStruct fills the fields that the object has. A property that is undefined counts as absent.
func (d *decoder) intoStruct(to reflect.Value, value Value, at *place) error {
	object, ok := value.content.(*Object)
	if !ok {
		return mismatch(at, to, value)
	}
	fields, err := fieldsOf(to.Type())
	if err != nil {
		return wrong(at, err)
	}
	below := place{parent: at}
	for i := range fields {
		property, ok := object.Get(fields[i].name)
		if !ok || property.IsUndefined() && !holdsUndefined(to.Type(), &fields[i]) {
			continue
		}
		below.step.key = fields[i].name
		if err := d.into(fields[i].of(to), property, &below); err != nil {
			return err
		}
	}
	return nil
}

func holdsUndefined(kind reflect.Type, field *field) bool {
	held := kind.FieldByIndex(field.index).Type
	return held == valueType || held.Kind() == reflect.Interface
}
