// Package portable has the functions of package math that a simulation needs, with
// the same result to the last bit on every machine.
//
// A language may take x*y + z at once, rounded once instead of twice, and Go does
// so where the processor can: on arm64, on amd64 from GOAMD64=v3 on, and inside
// [math.Exp] wherever it finds that the processor can. So the last digit of a
// result changes from one machine to the next; and since whoever waits is decided
// by comparing such numbers, sooner or later everything does. Here each product is
// converted to float64 before anything is added to it, which rounds it (The Go
// Programming Language Specification, Floating-point operators). What remains are
// the operations that IEEE 754 defines to the last bit: sums, products, quotients
// and square roots.
//
// [Exp], [Expm1], [Log], [Log1p] and [Pow] are table-driven (Tang, ACM Transactions
// on Mathematical Software 15, 1989, 144-157 and 16, 1990, 378-400) and about as
// fast as those they replace, or faster. [Erf], [Erfc] and [Gamma] are the rational
// functions that package math has, too. [LogGamma], [GammaBelow], [GammaAbove],
// [BetaBelow] and [Poisson] and [Binomial], the chances of single counts, serve the
// laws of package dist. Errors are stated in units of the last place (ulp): the
// distance of two neighbouring numbers, a relative 1.1e-16 to 2.2e-16.
//
// All tables are in tables.go as hexadecimal numbers, made by the test that checks
// them. [math.Sqrt], [math.Floor], [math.Round], [math.Ldexp] and the like are exact
// everywhere and have no place here.
package portable
