package jsinterop

// walk shows a value and all that is in it to visit, each object once, however deep it is.
func walk(root Value, visit func(Value)) { walkUnseen(map[any]bool{}, root, visit) }

// walkUnseen is walk, but for what has been seen before, and keeps what is seen.
func walkUnseen(seen map[any]bool, root Value, visit func(Value)) {
	waiting := []Value{root}
	for len(waiting) > 0 {
		value := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		if isComposite(value) {
			if seen[value.content] {
				continue
			}
			seen[value.content] = true
		}
		visit(value)
		waiting = appendParts(waiting, value)
	}
}

// isComposite says whether the value has parts, and so is a pointer that can be met again.
func isComposite(value Value) bool {
	switch value.content.(type) {
	case *Array, *Object, *Map, *Set, *Error:
		return true
	}
	return false
}

func appendParts(parts []Value, value Value) []Value {
	switch content := value.content.(type) {
	case *Array:
		parts = append(parts, content.Items...)
		parts = appendProperties(parts, content.Properties)
	case *Object:
		parts = appendProperties(parts, content.Properties)
	case *Map:
		for _, entry := range content.Entries {
			parts = append(parts, entry.Key, entry.Value)
		}
	case *Set:
		parts = append(parts, content.Items...)
	case *Error:
		if content.Cause != nil {
			parts = append(parts, *content.Cause)
		}
	}
	return parts
}

func appendProperties(parts []Value, properties []Property) []Value {
	for _, property := range properties {
		parts = append(parts, property.Value)
	}
	return parts
}
