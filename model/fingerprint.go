package model

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Fingerprint returns a SHA-256 of all that has a say in a replication of a
// strategy of the scenario, but for the number of slots and of the replication:
// two that are equal have the same outcomes, whatever the files they come from
// look like. The name of the scenario and of the strategy, the other
// strategies, targets and objective, the number of replications and their precision,
// the list of slot numbers, origins and warnings are not in it. A horizon that was found
// from the plans of all strategies, or extended, is in it as the days it came to.
//
// Every other field is in it by itself, of whatever type it is, under the name
// of its type: a field that is added to the model changes the fingerprints. They
// depend neither on the process nor on the time, but floating-point numbers that
// are computed while a file is read may differ in their last bit between
// processor architectures.
func (s *Scenario) Fingerprint(strategy *Strategy) [sha256.Size]byte {
	return s.Fingerprints(strategy)[0]
}

// Fingerprints returns those of several strategies, for which what they share is looked
// through once.
func (s *Scenario) Fingerprints(strategies ...*Strategy) [][sha256.Size]byte {
	f := fingerprint{seen: map[pointer]uint64{}}
	f.fields(reflect.ValueOf(s).Elem(), "Name", "HorizonOpen", "Replications", "Most", "Precision", "Backend", "Strategies", "Targets", "Objective", "Origins", "Warnings")
	f.fields(reflect.ValueOf(&s.Backend).Elem(), "Slots")
	var all [][sha256.Size]byte
	for _, strategy := range strategies {
		of := fingerprint{text: slices.Clip(f.text), seen: maps.Clone(f.seen)}
		of.fields(reflect.ValueOf(strategy).Elem(), "Name")
		all = append(all, sha256.Sum256(of.text))
	}
	return all
}

// Rules is the same for two groups exactly if their PCs live by the same rules: all but
// the name, the number of PCs and the link over which they download.
func (g *Group) Rules() [sha256.Size]byte {
	f := fingerprint{seen: map[pointer]uint64{}}
	f.fields(reflect.ValueOf(g).Elem(), "Name", "Clients", "Site")
	return sha256.Sum256(f.text)
}

// A Fingerprinter is a value of a scenario that says by itself what it holds,
// such as a [Trace] in a file.
type Fingerprinter interface {
	Fingerprint() [sha256.Size]byte
}

// A fingerprint writes values into what is hashed such that different ones are written
// differently: each has its kind, and its length where that varies.
type fingerprint struct {
	text []byte
	seen map[pointer]uint64 // in the order in which they were met
}

// A pointer is where a value lies, and its type: a struct and its first field
// lie at one place.
type pointer struct {
	at uintptr
	to reflect.Type
}

func (f *fingerprint) number(n uint64) {
	f.text = binary.LittleEndian.AppendUint64(f.text, n)
}

func (f *fingerprint) word(s string) {
	f.number(uint64(len(s)))
	f.text = append(f.text, s...)
}

// fields writes the fields of a struct but for some, which must be there.
func (f *fingerprint) fields(v reflect.Value, but ...string) {
	f.word(v.Type().String())
	left := 0
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if slices.Contains(but, field.Name) {
			left++
			continue
		}
		f.word(field.Name)
		f.value(v.Field(i))
	}
	if left != len(but) {
		panic(fmt.Sprintf("model: %v does not have all of the fields %s", v.Type(), strings.Join(but, ", ")))
	}
	f.number(uint64(v.NumField() - left))
}

// value writes any value. What lies behind a pointer that was met before is the
// same thing, as is a link that two groups share.
func (f *fingerprint) value(v reflect.Value) {
	f.number(uint64(v.Kind()))
	switch v.Kind() {
	case reflect.Bool:
		n := uint64(0)
		if v.Bool() {
			n = 1
		}
		f.number(n)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		f.number(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		f.number(v.Uint())
	case reflect.Float32, reflect.Float64:
		f.number(math.Float64bits(v.Float()))
	case reflect.String:
		f.word(v.String())
	case reflect.Slice, reflect.Array:
		f.number(uint64(v.Len()))
		for i := range v.Len() {
			f.value(v.Index(i))
		}
	case reflect.Struct:
		f.structure(v)
	case reflect.Interface:
		f.dynamic(v)
	case reflect.Pointer:
		f.pointed(v)
	default:
		panic(fmt.Sprintf("model: a scenario holds a %v, which has no fingerprint", v.Type()))
	}
}

// structure writes a struct. An instant is one on the time line in a zone; the
// fields of time.Time also tell how it was made.
func (f *fingerprint) structure(v reflect.Value) {
	if v.Type() != reflect.TypeFor[time.Time]() {
		f.fields(v)
		return
	}
	t := v.Interface().(time.Time)
	f.word("time.Time")
	f.number(uint64(t.Unix()))
	f.number(uint64(t.Nanosecond()))
	f.word(t.Location().String())
}

// dynamic writes what an interface holds, with its type.
func (f *fingerprint) dynamic(v reflect.Value) {
	if v.IsNil() {
		f.word("")
		return
	}
	inner := v.Elem()
	f.word(inner.Type().PkgPath() + "." + inner.Type().String())
	if v.CanInterface() {
		if says, ok := v.Interface().(Fingerprinter); ok {
			sum := says.Fingerprint()
			f.text = append(f.text, sum[:]...)
			return
		}
	}
	f.value(inner)
}

// pointed writes what a pointer points to. A time zone is written by its name:
// what the package time holds of it beside that changes as it is used.
func (f *fingerprint) pointed(v reflect.Value) {
	if v.IsNil() {
		f.word("")
		return
	}
	if v.Type() == reflect.TypeFor[*time.Location]() {
		f.word("zone " + v.Interface().(*time.Location).String())
		return
	}
	at := pointer{v.Pointer(), v.Type()}
	if n, met := f.seen[at]; met {
		f.word("met")
		f.number(n)
		return
	}
	f.seen[at] = uint64(len(f.seen))
	f.word("new")
	f.value(v.Elem())
}
