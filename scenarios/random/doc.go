// Package random makes valid scenarios by chance, over the whole language of scenario
// files, for tests that ask what holds of every scenario. [Scenario] is of at most 1,000
// PCs and takes a moment to simulate; [Large] is one of those that take long. The same
// seed makes the same scenario, so that what fails with one can be looked at again:
//
//	go run .ci/random.go -seed 17 -print
//
// What is put together need not be wise, and check may warn of it; it is never wrong.
// Whatever key of the language there is, some seed uses it: a test counts them. A key
// that is new is added to the part of the language that it belongs to, by a line in one of
// the files of this package.
//
// The laws of the engine itself, with values that no file can say, are those of the
// scenarios that the tests of package model put together.
package random
