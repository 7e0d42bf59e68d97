package scenarios

import (
	"slices"

	"github.com/rollsim/rollsim/model"
	"github.com/rollsim/rollsim/reports/say"
)

const maxSites = 1000

// readSites reads the list "sites".
func readSites(m *mapping) []*model.Site {
	var sites []*model.Site
	m.items("sites", "places whose PCs download over one link, which they share evenly; a group names its own with site", maxSites, nameKey, func(_ int, m *mapping) {
		site := &model.Site{}
		field(m, "name", &site.Name, words, required("plant A"), "what groups call it")
		field(m, "link", &site.Link, bitRate, required("100Mbit/s"), "rate of all downloads of the site together; each is limited by download.rate too")
		for _, earlier := range sites {
			if site.Name != "" && earlier.Name == site.Name {
				m.at("name").complain("is the name of an earlier site too; give each its own")
			}
		}
		sites = append(sites, site)
	})
	return sites
}

// readSiteOf reads the site of a group.
func readSiteOf(m *mapping, g *model.Group, sites []*model.Site) {
	var name string
	if !field(m, "site", &name, words, absent, "name of its site, whose link its downloads share; by default they share none") {
		return
	}
	var known []string
	for _, site := range sites {
		known = append(known, site.Name)
	}
	switch i := slices.Index(known, name); {
	case i >= 0:
		g.Site = sites[i]
	case len(known) == 0:
		m.at("site").complain("there are no sites; give them, such as sites: [{name: %s, link: 100Mbit/s}]", clip(name))
	default:
		m.at("site").complain("there is no site %s%s", clip(name), orKnown(didYouMean(name, known), known))
	}
}

// checkSites warns about sites without PCs.
func checkSites(m *mapping, s *model.Scenario) {
	n := lookup(m.node, "sites")
	for i := 0; n != nil && i < len(n.Content); i++ {
		name := nameKey(n.Content[i])
		if !slices.ContainsFunc(s.Groups, func(g model.Group) bool { return g.Site != nil && g.Site.Name == name }) {
			m.warn(say.T("site %s: no group is there; a group names its site with site: %s",
				"Standort %s: keine Gruppe ist dort; eine Gruppe nennt ihren Standort mit site: %s"), name, name)
		}
	}
}
