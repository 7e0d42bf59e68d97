package reports

import (
	"encoding/base64"
	"encoding/binary"
	"math"
)

// A codedSeries is a series for the script of a page, small enough that months of
// five-minute values fit into it. Values are counted in steps; each is written as
// its difference from the one before, the first from 0, as a varint (of the
// difference d: 2d, or −2d−1 below 0). A difference of 0 is followed by the number
// of further zeros in a row, as a varint. The bytes are in base64.
type codedSeries struct {
	Step float64 `json:"step"` // of which the values are multiples
	Code string  `json:"code"`
}

// coded writes values, none of which is NaN, with an error of at most a
// two-thousandth of the largest.
func coded(values []float64) codedSeries {
	most := 0.0
	for _, v := range values {
		most = math.Max(most, math.Abs(v))
	}
	step := 1.0
	if most > 0 {
		step = math.Pow(10, math.Floor(math.Log10(most/1000)))
	}
	var bytes []byte
	last, zeros := int64(0), uint64(0)
	flush := func() {
		if zeros > 0 {
			bytes = binary.AppendUvarint(append(bytes, 0), zeros-1)
			zeros = 0
		}
	}
	for _, v := range values {
		steps := int64(math.Round(v / step))
		d := steps - last
		last = steps
		if d == 0 {
			zeros++
			continue
		}
		flush()
		bytes = binary.AppendVarint(bytes, d)
	}
	flush()
	return codedSeries{Step: step, Code: base64.StdEncoding.EncodeToString(bytes)}
}
