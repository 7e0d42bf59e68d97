package interview

import (
	"slices"
	"strings"

	"github.com/rollsim/rollsim/scenarios"
)

// places are regions by what people call them, in lower case.
var places = map[string]string{
	"austria": "at", "österreich": "at", "belgium": "be", "belgien": "be", "switzerland": "ch", "schweiz": "ch",
	"czechia": "cz", "tschechien": "cz", "germany": "de", "deutschland": "de", "denmark": "dk", "dänemark": "dk",
	"spain": "es", "spanien": "es", "france": "fr", "frankreich": "fr", "great britain": "gb", "united kingdom": "gb",
	"uk": "gb", "england": "gb", "großbritannien": "gb", "croatia": "hr", "kroatien": "hr", "italy": "it", "italien": "it",
	"japan": "jp", "netherlands": "nl", "niederlande": "nl", "norway": "no", "norwegen": "no", "poland": "pl", "polen": "pl",
	"sweden": "se", "schweden": "se", "usa": "us", "united states": "us",
	"australia": "au", "australien": "au", "brazil": "br", "brasilien": "br", "canada": "ca", "kanada": "ca", "new zealand": "nz", "neuseeland": "nz",
	"ireland": "ie", "irland": "ie", "greece": "gr", "griechenland": "gr", "argentina": "ar", "argentinien": "ar", "south africa": "za", "südafrika": "za",
	"bulgaria": "bg", "bulgarien": "bg", "romania": "ro", "rumänien": "ro", "slovakia": "sk", "slowakei": "sk", "slovenia": "si", "slowenien": "si",
	"latvia": "lv", "lettland": "lv", "lithuania": "lt", "litauen": "lt", "ukraine": "ua",

	"baden-württemberg": "de-BW", "bavaria": "de-BY", "bayern": "de-BY", "berlin": "de-BE", "brandenburg": "de-BB",
	"bremen": "de-HB", "hamburg": "de-HH", "hesse": "de-HE", "hessen": "de-HE", "mecklenburg-vorpommern": "de-MV",
	"lower saxony": "de-NI", "niedersachsen": "de-NI", "north rhine-westphalia": "de-NW", "nordrhein-westfalen": "de-NW",
	"nrw": "de-NW", "rhineland-palatinate": "de-RP", "rheinland-pfalz": "de-RP", "saarland": "de-SL", "saxony": "de-SN",
	"sachsen": "de-SN", "saxony-anhalt": "de-ST", "sachsen-anhalt": "de-ST", "schleswig-holstein": "de-SH",
	"thuringia": "de-TH", "thüringen": "de-TH",

	"zurich": "ch-ZH", "zürich": "ch-ZH", "bern": "ch-BE", "basel": "ch-BS", "geneva": "ch-GE", "genf": "ch-GE",
	"new york": "us-NY", "california": "us-CA", "kalifornien": "us-CA", "texas": "us-TX",
}

// regionCalled returns the region that somebody means, by its code or its name.
func regionCalled(text string) (string, bool) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	if region, ok := places[text]; ok {
		return region, scenarios.InOneZone(region)
	}
	known := scenarios.Regions()
	i := slices.IndexFunc(known, func(r string) bool { return strings.EqualFold(r, text) })
	if i < 0 {
		return "", false
	}
	return known[i], scenarios.InOneZone(known[i])
}

// regionsNear lists what may have been meant by a region that is not known: those
// of the same country, or one of a similar name.
func regionsNear(text string) []string {
	country, _, _ := strings.Cut(strings.ToLower(text), "-")
	if region, ok := places[strings.ToLower(text)]; ok {
		country = region
	}
	var near []string
	for _, r := range scenarios.Regions() {
		if len(country) == 2 && (r == country || strings.HasPrefix(r, country+"-")) && scenarios.InOneZone(r) {
			near = append(near, r)
		}
	}
	if len(near) > 0 {
		return near
	}
	var names []string
	for name := range places {
		names = append(names, name)
	}
	slices.Sort(names)
	if name, ok := scenarios.Nearest(text, names, len(text)/3); ok {
		return []string{places[name]}
	}
	return nil
}
