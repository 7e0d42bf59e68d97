package study

import "flag"

// long makes the tests that count over many studies count over enough of them to
// quote: go test ./model/study -long.
var long = flag.Bool("long", false, "count over many more studies")
