package jsinterop

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
)

func (d *decoder) intoMap(to reflect.Value, value Value, at *place) error {
	if d.isEmptyOrKnown(to, value) {
		return nil
	}
	made := reflect.MakeMap(to.Type())
	d.remember(to, value, made)
	var err error
	switch content := value.content.(type) {
	case *Object:
		err = d.intoMapOfObject(made, content, at)
	case *Map:
		err = d.intoMapOfMap(made, content, at)
	default:
		return mismatch(at, to, value)
	}
	if err == nil {
		to.Set(made)
	}
	return err
}

func (d *decoder) intoMapOfObject(made reflect.Value, object *Object, at *place) error {
	below := place{parent: at}
	for _, property := range object.Properties {
		if property.KeyUTF16 != nil {
			return wrong(at, errors.New("a key has lone surrogates; decode the object into a *jsinterop.Object or Value"))
		}
		below.step.key = property.Key
		key := reflect.New(made.Type().Key()).Elem()
		if err := intoKey(key, property.Key); err != nil {
			return wrong(&below, err)
		}
		if err := d.intoEntry(made, key, property.Value, &below); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) intoMapOfMap(made reflect.Value, from *Map, at *place) error {
	below := place{parent: at}
	for i, entry := range from.Entries {
		below.step.index = i
		key := reflect.New(made.Type().Key()).Elem()
		if err := d.into(key, entry.Key, &below); err != nil {
			return err
		}
		if !key.Comparable() {
			return wrong(&below, fmt.Errorf("a Go map cannot have %s as a key", show(entry.Key, maxShown)))
		}
		if err := d.intoEntry(made, key, entry.Value, &below); err != nil {
			return err
		}
	}
	return nil
}

// intoEntry refuses a second value of one key: different keys in JavaScript may be the same in Go.
func (d *decoder) intoEntry(made, key reflect.Value, value Value, at *place) error {
	if made.MapIndex(key).IsValid() {
		return wrong(at, fmt.Errorf("two keys are the same in Go: %v", key))
	}
	element := reflect.New(made.Type().Elem()).Elem()
	if err := d.into(element, value, at); err != nil {
		return err
	}
	made.SetMapIndex(key, element)
	return nil
}

// intoKey reads the key of an object: text, an integer, or a type that reads text itself.
func intoKey(to reflect.Value, key string) error {
	if reader, ok := to.Addr().Interface().(encoding.TextUnmarshaler); ok && to.Kind() != reflect.String {
		return reader.UnmarshalText([]byte(key))
	}
	switch to.Kind() {
	case reflect.String:
		to.SetString(key)
		return nil
	case reflect.Interface:
		if to.NumMethod() == 0 {
			to.Set(reflect.ValueOf(key))
			return nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		number, err := strconv.ParseInt(key, 10, to.Type().Bits())
		if err == nil && strconv.FormatInt(number, 10) == key {
			to.SetInt(number)
			return nil
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		number, err := strconv.ParseUint(key, 10, to.Type().Bits())
		if err == nil && strconv.FormatUint(number, 10) == key {
			to.SetUint(number)
			return nil
		}
	}
	return fmt.Errorf("the key %q cannot be a %v", key, to.Type())
}
