package model

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"
)

func TestBig(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("BIG"))
	if n == 0 {
		t.Skip()
	}
	s := office(n, n*15/1000)
	s.Strategies = s.Strategies[:1]
	s.Horizon = 30
	m := New(s)
	begin := time.Now()
	o := m.Begin(s.Backend.Slots[0], 0).Roll(&s.Strategies[0], nil)
	fmt.Println(time.Since(begin), o.Accounting, float64(time.Since(begin).Nanoseconds())/float64(n)/31, "ns per client workday")
	b, _ := os.ReadFile("/proc/self/status")
	fmt.Println(string(b[len(b)-900 : len(b)-300]))
	fmt.Println(MetricNamed("wait.update.p95"))
}
