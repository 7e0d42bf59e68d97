package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/model/study"
	"github.com/rollsim/rollsim/scenarios/disk"
)

// A Store keeps trials in a folder. It may be used by several goroutines and by
// several programs at once: two that keep the same trial write the same file.
type Store struct {
	folder string
	place  *disk.Place
	warn   func(string) // told about files that are not what they should be
}

// Open opens the store in a folder, which is made if it is missing; warn is told
// about files in it that cannot be used, by several goroutines. It is shared with
// others until it is closed; who opens it while nobody else has it removes what runs
// that were killed have left half-written.
func Open(folder string, warn func(string)) (*Store, error) {
	s := &Store{folder: folder, warn: warn}
	for _, part := range []string{results, plans, shards} {
		if err := os.MkdirAll(filepath.Join(folder, part), 0o755); err != nil {
			return nil, err
		}
	}
	var err error
	s.place, err = disk.Share(folder)
	return s, err
}

// Close ends the use of a store that was opened.
func (s *Store) Close() { s.place.Release() }

// mostBytes is the size of the largest file of a store that is read: the plan of a
// sweep of millions of points.
const mostBytes = 1 << 30

// The folders of a store.
const (
	results = "results"
	plans   = "plans"
	shards  = "shards"
)

// What is wrong with a file.
var (
	errTorn    = errors.New("is cut off or damaged")
	errForeign = errors.New("holds something else than its name says")
)

// A sealed is a file of a store: its content, and the checksum of that.
type sealed struct {
	Content  json.RawMessage `json:"content"`
	Checksum string          `json:"sha256"` // of the bytes of content
}

// A result is the content of the file of a trial.
type result struct {
	study.Key
	Releases []model.Version `json:"releases,omitempty"`
	Strata   []stratum       `json:"strata"`
}

type stratum struct {
	Problems model.Stratum     `json:"problems"` // by bit, in the order of the scenario
	Values   map[string]number `json:"values"`   // by the name of the metric, in its unit
}

func (s *Store) path(key study.Key) string {
	name := key.String()
	return filepath.Join(s.folder, results, name[:2], name+".json")
}

// Has tells whether there is a file for a trial. Whether it is whole shows when it
// is read.
func (s *Store) Has(key study.Key) bool {
	_, err := os.Stat(s.path(key))
	return err == nil
}

// Get reads a trial. What is torn or not what its name says is not there, and is
// warned of.
func (s *Store) Get(key study.Key) (study.Trial, bool) {
	t, err := s.read(key)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.warn(fmt.Sprintf("%s %v; it is simulated again", s.path(key), err))
	}
	return t, err == nil
}

// read reads a trial; the error is fs.ErrNotExist, errTorn, errForeign or of the
// file system.
func (s *Store) read(key study.Key) (study.Trial, error) {
	var r result
	if err := unseal(s.path(key), &r); err != nil {
		return study.Trial{}, err
	}
	if r.Key != key {
		return study.Trial{}, errForeign
	}
	t, metrics := study.Trial{Releases: r.Releases}, model.MetricsOf(r.Releases)
	for _, of := range r.Strata {
		values := make([]float64, len(metrics))
		for i, metric := range metrics {
			v, ok := of.Values[metric.Name]
			if !ok {
				return study.Trial{}, errForeign
			}
			values[i] = float64(v)
		}
		t.Strata = append(t.Strata, study.StratumTrial{Stratum: of.Problems, Values: values})
	}
	return t, nil
}

// Put keeps a trial. When it returns nil the trial survives a crash of the machine.
func (s *Store) Put(key study.Key, t study.Trial) error {
	r, metrics := result{Key: key, Releases: t.Releases}, model.MetricsOf(t.Releases)
	for _, of := range t.Strata {
		values := make(map[string]number, len(of.Values))
		for i, v := range of.Values {
			values[metrics[i].Name] = number(v)
		}
		r.Strata = append(r.Strata, stratum{of.Stratum, values})
	}
	path := s.path(key)
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return s.seal(path, r)
}

// seal writes a file with a checksum: to one with a temporary name, which then takes its
// own.
func (s *Store) seal(path string, content any) (err error) {
	text, err := json.Marshal(content)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	f, err := s.place.Create()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"content":%s,"sha256":"%s"}`+"\n", text, hex.EncodeToString(sum[:]))
	if _, err := f.Write(b.Bytes()); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// unseal reads a file that was sealed.
func unseal(path string, content any) error {
	text, err := disk.Read(path, mostBytes)
	if err != nil {
		return err
	}
	var file sealed
	if json.Unmarshal(text, &file) != nil {
		return errTorn
	}
	sum := sha256.Sum256(file.Content)
	if file.Checksum != hex.EncodeToString(sum[:]) {
		return errTorn
	}
	if json.Unmarshal(file.Content, content) != nil {
		return errForeign
	}
	return nil
}

// number is a number in JSON, which knows neither NaN nor infinity: these are words.
type number float64

var words = []struct {
	text  string
	value number
}{{`"NaN"`, number(math.NaN())}, {`"Inf"`, number(math.Inf(1))}, {`"-Inf"`, number(math.Inf(-1))}}

func (n number) MarshalJSON() ([]byte, error) {
	for _, w := range words {
		if n == w.value || math.IsNaN(float64(n)) && math.IsNaN(float64(w.value)) {
			return []byte(w.text), nil
		}
	}
	return json.Marshal(float64(n))
}

func (n *number) UnmarshalJSON(text []byte) error {
	for _, w := range words {
		if string(text) == w.text {
			*n = w.value
			return nil
		}
	}
	return json.Unmarshal(text, (*float64)(n))
}
