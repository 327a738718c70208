package jsinterop

import (
	"encoding"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"time"
)

// Decode fills what target points to with the value. It is exact: what the Go type cannot hold is an error that says
// where, and nothing is rounded (but to a float32), cut or left out (but properties that a struct has no field for).
// After an error, target may be filled in part.
func (v Value) Decode(target any) error {
	_, err := decode(v, target)
	return err
}

// decode tells besides which live objects are in target now.
func decode(value Value, target any) (map[*Reference]bool, error) {
	to := reflect.ValueOf(target)
	if to.Kind() != reflect.Pointer || to.IsNil() {
		return nil, fmt.Errorf("cannot decode into a %T; give a pointer that is not nil", target)
	}
	decoder := decoder{made: map[madeKey]reflect.Value{}, taken: map[*Reference]bool{}, seen: map[any]bool{}}
	err := decoder.into(to.Elem(), value, &place{})
	return decoder.taken, err
}

// ValueOf is what JavaScript would see of a Go value. JSON text is taken apart. A pointer to one of the types that
// Value.Content names stays what it is.
func ValueOf(value any) (Value, error) {
	switch held := value.(type) {
	case Value:
		return held, nil
	case *Date, *Bytes, *Array, *Object, *Map, *Set, *ArrayBuffer, *View, *RegExp, *Error, *Boxed, *Reference:
		if !reflect.ValueOf(held).IsNil() {
			return Value{held}, nil
		}
	}
	var w writer
	message, err := w.value(value)
	if err != nil {
		return Undefined, badArgument("the value%v", err)
	}
	return readValue(message, w.references)
}

// MustValueOf is ValueOf for values that can be sent for certain; else it panics.
func MustValueOf(value any) Value {
	made, err := ValueOf(value)
	if err != nil {
		panic(err)
	}
	return made
}

// decoder fills Go values. What it made of an object it uses again where it meets the object again in the same type,
// so that aliases and cycles come over.
type decoder struct {
	made  map[madeKey]reflect.Value
	taken map[*Reference]bool
	seen  map[any]bool // All whose references are in taken.
	depth int
}

type madeKey struct {
	content any // A pointer.
	kind    reflect.Type
}

var (
	valueType  = reflect.TypeOf(Value{})
	timeType   = reflect.TypeOf(time.Time{})
	bigIntType = reflect.TypeOf(big.Int{})
	utf16Type  = reflect.TypeOf(UTF16{})
)

func (d *decoder) into(to reflect.Value, value Value, at *place) error {
	if err := d.descend(); err != nil {
		return err
	}
	defer d.ascend()
	if value.Kind() == KindHole {
		value = Undefined
	}
	if known, err := d.intoKnown(to, value, at); known {
		return err
	}
	switch to.Kind() {
	case reflect.Interface:
		return d.intoInterface(to, value, at)
	case reflect.Pointer:
		return d.intoPointer(to, value, at)
	case reflect.Slice, reflect.Array:
		return d.intoSequence(to, value, at)
	case reflect.Map:
		return d.intoMap(to, value, at)
	case reflect.Struct:
		return d.intoStruct(to, value, at)
	}
	return d.intoScalar(to, value, at)
}

func (d *decoder) descend() error {
	if d.depth > maxDepth {
		return fmt.Errorf("the result is nested deeper than %d", maxDepth)
	}
	d.depth++
	return nil
}

func (d *decoder) ascend() { d.depth-- }

// intoKnown is for types that hold a JavaScript value exactly, and for those that read it themselves.
func (d *decoder) intoKnown(to reflect.Value, value Value, at *place) (bool, error) {
	switch to.Type() {
	case valueType:
		d.takeAll(value)
		to.Set(reflect.ValueOf(value))
		return true, nil
	case utf16Type:
		return true, d.intoUTF16(to, value, at)
	case timeType:
		date, _ := value.content.(*Date)
		if date == nil {
			return true, mismatch(at, to, value)
		}
		moment, ok := date.Time()
		if !ok {
			return true, mismatch(at, to, value)
		}
		to.Set(reflect.ValueOf(moment))
		return true, nil
	case bigIntType:
		number, ok := value.content.(*big.Int)
		if !ok {
			return true, mismatch(at, to, value)
		}
		to.Addr().Interface().(*big.Int).Set(number)
		return true, nil
	}
	if known, err := d.intoOwn(to, value, at); known {
		return true, err
	}
	if to.Kind() == reflect.Pointer || !to.CanAddr() {
		return false, nil // intoPointer makes what it points to, and comes back.
	}
	switch reader := to.Addr().Interface().(type) {
	case Unmarshaler:
		d.takeAll(value)
		return true, wrong(at, reader.UnmarshalJS(value))
	case encoding.TextUnmarshaler:
		text, ok := value.content.(string)
		if !ok {
			return true, mismatch(at, to, value)
		}
		return true, wrong(at, reader.UnmarshalText([]byte(text)))
	}
	return false, nil
}

// intoOwn is for this package's own types and pointers to them.
func (d *decoder) intoOwn(to reflect.Value, value Value, at *place) (bool, error) {
	pointed := to.Kind() == reflect.Pointer
	own := to.Type()
	if pointed {
		own = own.Elem()
	}
	if !ownTypes[own] {
		return false, nil
	}
	content := reflect.ValueOf(value.content)
	switch {
	case content.IsValid() && content.Type() == reflect.PointerTo(own):
		d.takeAll(value)
		if !pointed {
			content = content.Elem()
		}
		to.Set(content)
	case pointed && (value.Kind() == KindNull || value.Kind() == KindUndefined):
		to.SetZero()
	default:
		return true, mismatch(at, to, value)
	}
	return true, nil
}

// takeAll notes the live objects of a value that is handed over as it is.
func (d *decoder) takeAll(value Value) {
	if !isComposite(value) {
		if reference := value.Reference(); reference != nil {
			d.taken[reference] = true
		}
		return
	}
	walkUnseen(d.seen, value, func(part Value) {
		if reference := part.Reference(); reference != nil {
			d.taken[reference] = true
		}
	})
}

func (d *decoder) intoInterface(to reflect.Value, value Value, at *place) error {
	if value.Kind() == KindNull {
		to.SetZero()
		return nil
	}
	natural, err := d.natural(value, at)
	if err != nil {
		return err
	}
	made := reflect.ValueOf(natural)
	if !made.Type().AssignableTo(to.Type()) {
		return mismatch(at, to, value)
	}
	to.Set(made)
	return nil
}

// isEmptyOrKnown sets what needs no reading: nothing, or what the same object has become before.
func (d *decoder) isEmptyOrKnown(to reflect.Value, value Value) bool {
	if value.Kind() == KindNull || value.Kind() == KindUndefined {
		to.SetZero()
		return true
	}
	known, ok := d.again(to, value)
	if ok {
		to.Set(known)
	}
	return ok
}

func (d *decoder) intoPointer(to reflect.Value, value Value, at *place) error {
	if d.isEmptyOrKnown(to, value) {
		return nil
	}
	made := reflect.New(to.Type().Elem())
	d.remember(to, value, made)
	if err := d.into(made.Elem(), value, at); err != nil {
		return err
	}
	to.Set(made)
	return nil
}

// again is what was made of the same object before, if it is to become the same type.
func (d *decoder) again(to reflect.Value, value Value) (reflect.Value, bool) {
	if !isComposite(value) {
		return reflect.Value{}, false
	}
	known, ok := d.made[madeKey{value.content, to.Type()}]
	return known, ok
}

func (d *decoder) remember(to reflect.Value, value Value, made reflect.Value) {
	if isComposite(value) {
		d.made[madeKey{value.content, to.Type()}] = made
	}
}

// How much of a value an error shows.
const maxShown = 100

func mismatch(at *place, to reflect.Value, value Value) error {
	return wrong(at, fmt.Errorf("wanted a %v, and JavaScript gave %s", to.Type(), show(value, maxShown)))
}

func wrong(at *place, err error) error {
	if err == nil || at.parent == nil {
		return err
	}
	return fmt.Errorf("at %v: %w", at, err)
}

var errLoneSurrogates = errors.New("the string has lone surrogates; decode it into a jsinterop.UTF16 or Value")
