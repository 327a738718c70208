package jsinterop

import (
	"math"
	"sort"
	"strconv"
)

// propertyList gathers properties as JavaScript keeps them: of a key that stands twice, the last value in the first
// place; and keys that are indices first, ascending.
type propertyList struct {
	properties []Property
	places     map[propertyName]int // Nil while there are few.
	indices    bool
}

const (
	// As many as most objects and arrays have: room is made for them at once.
	few = 4
	// So many are still found faster by looking at all of them.
	maxSearched = 8
)

// propertyName is different for different keys.
type propertyName struct{ text, units string }

func (p *Property) name() propertyName {
	if p.KeyUTF16 != nil {
		return propertyName{units: string(writeUTF16(p.KeyUTF16))}
	}
	return propertyName{text: p.Key}
}

func (l *propertyList) set(property Property) {
	if at, ok := l.find(property); ok {
		l.properties[at] = property
		return
	}
	l.append(property)
	if _, ok := arrayIndex(property); ok {
		l.indices = true
	}
}

// append adds a property whose key is new.
func (l *propertyList) append(property Property) {
	if l.places != nil {
		l.places[property.name()] = len(l.properties)
	}
	l.properties = append(l.properties, property)
	if len(l.properties) == maxSearched {
		l.places = map[propertyName]int{}
		for at := range l.properties {
			l.places[l.properties[at].name()] = at
		}
	}
}

func (l *propertyList) find(property Property) (int, bool) {
	if l.places != nil {
		at, ok := l.places[property.name()]
		return at, ok
	}
	for at := range l.properties {
		if l.properties[at].Key == property.Key && l.properties[at].name() == property.name() {
			return at, true
		}
	}
	return 0, false
}

func (l *propertyList) inOrder() []Property {
	if l.indices {
		sort.SliceStable(l.properties, func(i, j int) bool {
			first, ok := arrayIndex(l.properties[i])
			second, too := arrayIndex(l.properties[j])
			return ok && (!too || first < second)
		})
	}
	return l.properties
}

// arrayIndex is the index that a key is, in the way JavaScript prints one.
func arrayIndex(property Property) (uint64, bool) {
	key := property.Key
	if key == "" || key[0] < '0' || key[0] > '9' || key[0] == '0' && len(key) > 1 {
		return 0, false
	}
	index, err := strconv.ParseUint(key, 10, 32)
	return index, err == nil && index < math.MaxUint32
}
