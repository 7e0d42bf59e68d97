package reports

var germanTable = map[string]string{}
