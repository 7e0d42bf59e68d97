package chart

import _ "github.com/rollsim/rollsim/testdata/long" // the flag -long
