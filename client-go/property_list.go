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
	places     map[string]int
	indices    bool
}

func newPropertyList() *propertyList {
	return &propertyList{properties: []Property{}, places: map[string]int{}}
}

func (l *propertyList) set(property Property) {
	place := "k" + property.Key
	if property.KeyUTF16 != nil {
		place = "u" + string(writeUTF16(property.KeyUTF16))
	}
	if at, ok := l.places[place]; ok {
		l.properties[at] = property
		return
	}
	l.places[place] = len(l.properties)
	l.properties = append(l.properties, property)
	if _, ok := arrayIndex(property); ok {
		l.indices = true
	}
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
