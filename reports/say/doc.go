// Package say writes what people are told in their language: texts, numbers, lengths
// of time, counts and dates.
//
// A text is a [Msg], made by [T] from its words in every language beside the place
// that says it. So a text without a translation does not compile, no text is looked up
// by another, and a further language changes one signature: the compiler then lists
// what is missing. What a user has named is never a Msg, and so never translated.
//
// A [Sentence] is a text with its values, for those who know what is to be told but
// not in which language: scenarios make them, reports tell them ([Language.Tell]).
//
// Numbers, dates and lengths of time have the separators and the order of the language;
// units keep their symbols. Nothing here depends on the machine's locale or clock.
//
// The package is a leaf: it imports nothing of the house. Start reading in message.go,
// then number.go, duration.go and date.go.
package say
