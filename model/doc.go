// Package model is the system under study: PCs that come on in the morning, find
// an update, install it and synchronise with a backend of limited slots.
package model
