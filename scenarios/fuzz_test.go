package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// FuzzLoad checks that no file and no setting, however broken, crashes the
// loader, and that every complaint points into the file.
func FuzzLoad(f *testing.F) {
	good, _ := filepath.Glob("*.yaml")
	for _, path := range append(append(good, files(f, "bad")...), files(f, "good")...) {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, "backend.slots", "50")
	}
	f.Add([]byte("backend: {admission: {slots: 40}}"), `fleet."a.b".clients`, "[1, {a: b}]")
	f.Add([]byte("\ufeffname: x\r\nstart: 2027-04-12\r\n"), "strategies.0.waves", "{size: 5%}")
	f.Add([]byte("sync: {delta: {mixture: [{share: 100%, mixture: [{share: 100%, constant: 1s}]}]}}"), "", "")
	f.Fuzz(func(t *testing.T, text []byte, path, value string) {
		for _, sets := range [][]Setting{nil, {{path, value}}} {
			s, err := Load("fuzz.yaml", text, sets)
			if err == nil {
				if s.Horizon < 1 || s.Replications < 1 || s.Calendar.Zone == nil {
					t.Errorf("accepted, but horizon %d, replications %d, zone %v", s.Horizon, s.Replications, s.Calendar.Zone)
				}
				continue
			}
			var all Errors
			if !errors.As(err, &all) || len(all) == 0 {
				t.Fatalf("the error is a %T: %v", err, err)
			}
			for _, e := range all {
				pointsIntoFile(t, "fuzz.yaml", text, e)
			}
		}
	})
}
