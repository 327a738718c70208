package jsinterop

import "reflect"

var (
	anySliceType = reflect.TypeOf([]any(nil))
	anyMapType   = reflect.TypeOf(map[string]any(nil))
)

// natural is what an `any` holds of a value: Go's own types where they can hold it, and else this package's.
func (d *decoder) natural(value Value, at *place) (any, error) {
	switch content := value.content.(type) {
	case nil:
		return Undefined, nil
	case bool, float64, string:
		return content, nil
	case *Date:
		if moment, ok := content.Time(); ok {
			return moment, nil
		}
	case *Bytes:
		return content.Data, nil
	case *Array:
		if isDense(content) {
			return d.naturalSlice(content, at)
		}
	case *Object:
		if hasTextKeys(content) {
			return d.naturalMap(content, at)
		}
	}
	d.takeAll(value)
	return value.content, nil
}

// naturalSlice and naturalMap do what intoSequence and intoMap would, many times faster, since most of what is
// decoded into an any consists of these.
func (d *decoder) naturalSlice(array *Array, at *place) (any, error) {
	key := madeKey{array, anySliceType}
	if known, ok := d.made[key]; ok {
		return known.Interface(), nil
	}
	made := make([]any, len(array.Items))
	d.made[key] = reflect.ValueOf(made)
	below := place{parent: at}
	for i, item := range array.Items {
		below.step.index = i
		var err error
		if made[i], err = d.naturalPart(item, &below); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func (d *decoder) naturalMap(object *Object, at *place) (any, error) {
	key := madeKey{object, anyMapType}
	if known, ok := d.made[key]; ok {
		return known.Interface(), nil
	}
	made := make(map[string]any, len(object.Properties))
	d.made[key] = reflect.ValueOf(made)
	below := place{parent: at}
	for _, property := range object.Properties {
		below.step.key = property.Key
		part, err := d.naturalPart(property.Value, &below)
		if err != nil {
			return nil, err
		}
		made[property.Key] = part
	}
	return made, nil
}

func (d *decoder) naturalPart(value Value, at *place) (any, error) {
	if err := d.descend(); err != nil {
		return nil, err
	}
	defer d.ascend()
	if value.Kind() == KindNull {
		return nil, nil
	}
	return d.natural(value, at)
}

func isDense(array *Array) bool {
	for _, item := range array.Items {
		if item.Kind() == KindHole {
			return false
		}
	}
	return array.HolesAtEnd == 0 && len(array.Properties) == 0
}

func hasTextKeys(object *Object) bool {
	for _, property := range object.Properties {
		if property.KeyUTF16 != nil {
			return false
		}
	}
	return true
}
