package scenarios

import "github.com/rollsim/rollsim/reports/say"

// Where several defaults are from. What others have published keeps its title.
var (
	minutesAreUsual = say.T("3 to 5 minutes are usual; the cluster autoscaler gives up after 15",
		"3 bis 5 Minuten sind üblich; der Cluster Autoscaler gibt nach 15 auf")
	gunther = say.T("Gunther, Guerrilla Capacity Planning, 2007: none",
		"Gunther, Guerrilla Capacity Planning, 2007: keine")
	configMgr = say.T("Microsoft Configuration Manager, about client settings",
		"Microsoft Configuration Manager, about client settings")
	phasedDeployments = say.T("Microsoft Configuration Manager, create phased deployments",
		"Microsoft Configuration Manager, create phased deployments")
	nebraskaTables    = say.T("Nebraska (Flatcar), 0001_initial.sql", "Nebraska (Flatcar), 0001_initial.sql")
	dependsOnBackend  = say.T("depends on the backend", "hängt vom Backend ab")
	dependsOnBalancer = say.T("depends on the balancer", "hängt vom Load-Balancer ab")
	noMeasurement     = say.T("no measurement found", "keine Messung gefunden")
	measureSome       = say.T("no measurement found; measure some", "keine Messung gefunden; einige messen")
	oneNode           = say.T("one node", "ein Knoten")
	formOnly          = say.T("the source gives the form and no numbers", "die Quelle nennt die Form und keine Zahlen")
	balanceArticle    = say.T("vendor's support article 11453210144412, load balancing",
		"Support-Artikel 11453210144412 des Herstellers, load balancing")
	notInBalanceArticle = say.T("vendor's support article 11453210144412, load balancing: none is mentioned",
		"Support-Artikel 11453210144412 des Herstellers, load balancing: keine Angabe")
	updaterArticle = say.T("vendor's support article 25452489690012, auto updater",
		"Support-Artikel 25452489690012 des Herstellers, auto updater")
)
