package jsinterop

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// field is one property that a struct is sent as, or filled from.
type field struct {
	name      string
	index     []int
	omitEmpty bool
}

// in gives the field of a struct; false if it is behind an embedded pointer that is nil.
func (f *field) in(value reflect.Value) (reflect.Value, bool) {
	held, err := value.FieldByIndexErr(f.index)
	return held, err == nil
}

// of gives the field of a struct that is to be filled, making what is embedded by pointer.
func (f *field) of(value reflect.Value) reflect.Value {
	for i, at := range f.index {
		if i > 0 && value.Kind() == reflect.Pointer {
			if value.IsNil() {
				value.Set(reflect.New(value.Type().Elem()))
			}
			value = value.Elem()
		}
		value = value.Field(at)
	}
	return value
}

// What is known of struct types. Bounded by the types of the program.
var knownFields sync.Map // reflect.Type → structFields

type structFields struct {
	fields []field
	err    error
}

// fieldsOf lists the fields of a struct type in their order.
func fieldsOf(kind reflect.Type) ([]field, error) {
	if known, ok := knownFields.Load(kind); ok {
		return known.(structFields).fields, known.(structFields).err
	}
	list := fieldList{kind: kind, depths: map[string]int{}, visiting: map[reflect.Type]bool{}}
	list.gather(kind, nil)
	var found structFields
	found.fields, found.err = list.kept()
	knownFields.Store(kind, found)
	return found.fields, found.err
}

type fieldList struct {
	kind     reflect.Type
	fields   []field
	depths   map[string]int // How deep the field of each name is embedded that counts.
	visiting map[reflect.Type]bool
	hidden   bool // There are fields that are not exported.
}

// gather takes what a struct has, and what is embedded in it.
func (l *fieldList) gather(kind reflect.Type, above []int) {
	if l.visiting[kind] {
		return
	}
	l.visiting[kind] = true
	defer delete(l.visiting, kind)
	for i := 0; i < kind.NumField(); i++ {
		found := kind.Field(i)
		index := append(append([]int{}, above...), i)
		name, options, skip := fieldTag(found)
		if skip {
			continue
		}
		embedded := found.Type
		if embedded.Kind() == reflect.Pointer {
			embedded = embedded.Elem()
		}
		switch {
		// What is embedded by a pointer that is not exported could not be filled.
		case found.Anonymous && name == "" && embedded.Kind() == reflect.Struct &&
			(found.IsExported() || found.Type.Kind() == reflect.Struct):
			l.gather(embedded, index)
		case !found.IsExported():
			l.hidden = true
		default:
			if name == "" {
				name = found.Name
			}
			l.add(field{name: name, index: index, omitEmpty: strings.Contains(options, "omitempty")})
		}
	}
}

func (l *fieldList) add(added field) {
	if depth, ok := l.depths[added.name]; !ok || len(added.index) < depth {
		l.depths[added.name] = len(added.index)
	}
	l.fields = append(l.fields, added)
}

// kept are the fields that are embedded least, as Go's own rule is; two on one level would hide each other.
func (l *fieldList) kept() ([]field, error) {
	var kept []field
	seen := map[string]bool{}
	for _, one := range l.fields {
		if len(one.index) > l.depths[one.name] {
			continue
		}
		if seen[one.name] {
			return nil, fmt.Errorf("two fields of a %v are called %q", l.kind, one.name)
		}
		seen[one.name] = true
		kept = append(kept, one)
	}
	if len(kept) == 0 && l.hidden {
		return nil, fmt.Errorf("a %v has only fields that are not exported; give it MarshalJS and UnmarshalJS", l.kind)
	}
	return kept, nil
}

// fieldTag reads `js:"name,omitempty"`, or else the same under `json`.
func fieldTag(found reflect.StructField) (name, options string, skip bool) {
	tag, ok := found.Tag.Lookup("js")
	if !ok {
		tag = found.Tag.Get("json")
	}
	name, options, _ = strings.Cut(tag, ",")
	return name, options, tag == "-"
}
