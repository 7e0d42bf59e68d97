// Package study asks questions of the model.
package study
