package reports

var germanVerdict = map[string]string{}
