// Package deep holds values against each other in everything that they hold, in
// unexported fields too, for tests that say two values are the same to the last bit.
package deep

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

// Diff returns the first places where a and b differ, a line for each value behind
// its path, with - before those of a and + before those of b; "" where they are the
// same. Numbers are the same where their bits are, or where both are NaN; nil and empty
// slices differ; functions are the same where both or neither are nil; a location is
// the same as another of its name. Fields whose name is in but, or Type.Field, are
// left out. Values that hold themselves are followed once.
func Diff(a, b any, but ...string) string {
	x, y := lines(a, but), lines(b, but)
	same := 0
	for same < min(len(x), len(y)) && x[same] == y[same] {
		same++
	}
	var d strings.Builder
	for _, side := range []struct {
		sign string
		rest []string
	}{{"-", x[same:]}, {"+", y[same:]}} {
		for _, line := range side.rest[:min(5, len(side.rest))] {
			fmt.Fprintf(&d, "%s %s\n", side.sign, line)
		}
	}
	return d.String()
}

// lines returns every value that v holds, each behind its path.
func lines(v any, but []string) []string {
	w := walk{but: but, within: map[unsafe.Pointer]bool{}}
	if v != nil {
		w.value("", open(reflect.ValueOf(v)))
	}
	return w.lines
}

// open is a copy of v of which all fields can be read.
func open(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

type walk struct {
	but    []string
	lines  []string
	within map[unsafe.Pointer]bool // what pointers on the way here point to
}

func (w *walk) add(path, text string) { w.lines = append(w.lines, path+" "+text) }

// value adds the lines of v, which can be addressed.
func (w *walk) value(path string, v reflect.Value) {
	switch at := v.Interface().(type) {
	case time.Time:
		w.add(path, at.String())
		return
	case *time.Location:
		w.add(path, at.String())
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !slices.Contains(w.but, f.Name) && !slices.Contains(w.but, v.Type().Name()+"."+f.Name) {
				of := v.Field(i)
				w.value(path+"."+f.Name, reflect.NewAt(of.Type(), unsafe.Pointer(of.UnsafeAddr())).Elem())
			}
		}
	case reflect.Pointer:
		at := v.UnsafePointer()
		if v.IsNil() || w.within[at] {
			w.add(path, map[bool]string{true: "nil", false: "holds itself"}[v.IsNil()])
			return
		}
		w.within[at] = true
		w.value(path, v.Elem())
		delete(w.within, at)
	case reflect.Interface:
		if v.IsNil() {
			w.add(path, "nil")
			return
		}
		w.value(path+"("+v.Elem().Type().String()+")", open(v.Elem()))
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.IsNil() {
			w.add(path, "nil")
			return
		}
		w.add(path, strconv.Itoa(v.Len()))
		for i := range v.Len() {
			w.value(path+"["+strconv.Itoa(i)+"]", v.Index(i))
		}
	case reflect.Map:
		if v.IsNil() {
			w.add(path, "nil")
			return
		}
		w.add(path, strconv.Itoa(v.Len()))
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		for _, k := range keys {
			w.value(path+"["+fmt.Sprint(k)+"]", open(v.MapIndex(k)))
		}
	case reflect.Float32, reflect.Float64:
		// The shortest text that is read as the same number, with -0 apart from 0.
		w.add(path, strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()))
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		w.add(path, map[bool]string{true: "nil", false: v.Kind().String()}[v.IsNil()])
	default:
		w.add(path, fmt.Sprintf("%#v", v.Interface()))
	}
}
