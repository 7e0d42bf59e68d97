package scenarios_test

import (
	"fmt"

	"github.com/rollsim/rollsim/scenarios"
)

func ExampleLoad() {
	text := []byte(`
start: 2027-04-12
calendar: {region: de-BY}
fleet: [{name: headquarters, clients: 3000, version: "9.3"}]
backend: {version: "9.4", slots: 50}
`)
	s, err := scenarios.Load("headquarters.yaml", text, []scenarios.Setting{
		{Path: "fleet.headquarters.clients", Value: "4000"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Name, s.Clients(), s.Groups[0].Presence.Session)
	// Output: headquarters 4000 normal(mean 30600, sd 2700)
}

func ExampleLoad_errors() {
	text := []byte(`
start: 2027-04-12
calendar: {region: de-BY}
fleet: [{name: headquarters, clients: 3000, version: "9.3"}]
backend: {version: "9.4", slotz: 50}
sync: {interval: 4}
`)
	_, err := scenarios.Load("headquarters.yaml", text, nil)
	fmt.Println(err)
	// Output:
	// headquarters.yaml:5:27: backend.slotz: unknown key; did you mean "slots"?
	// headquarters.yaml:6:18: sync.interval: needs a unit, such as "4h"; got 4
}
