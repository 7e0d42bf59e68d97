package reports

// A Column is one column of a file of single observations: what people and programs
// that read the file need to know of it.
type Column struct {
	Name     string
	Unit     string // s: seconds; "s since start": an instant, in seconds since the start of the scenario; clients, asks, ...: counts; "": a name or a number of something
	Doc      string // what it holds
	Optional bool   // a cell may be empty, in Parquet null, where there is no value
}

// RecordColumns are the columns of records: one row for each sync need, from its
// first ask to its end, or of a queueing model for each job.
func RecordColumns() []Column {
	return []Column{
		{Name: "replication", Doc: "which of the simulated rollouts, from 0; the same clients on the same mornings under every strategy"},
		{Name: "strategy", Doc: "name of the strategy"},
		{Name: "slots", Unit: "slots", Doc: "parallel syncs that the backend allows"},
		{Name: "client", Doc: "which PC, from 0, in the order of the groups; those of new employees come behind the fleet, by group and date, and jobs of other traffic count on behind the last PC"},
		{Name: "group", Doc: "group of the fleet, or workload"},
		{Name: "phase", Doc: "phase of the strategy that the PC is in; empty where it is in none", Optional: true},
		{Name: "cause", Doc: "why: log-in, timer, update, metadata (of the backend have changed) or workload"},
		{Name: "kind", Doc: "how much: delta, full (after an update or on a fresh profile), first (of a PC that had nothing installed) or job (as its workload says)"},
		{Name: "admitted", Doc: "slot: it held one of the slots; bypass: it ran without; empty: it has not started", Optional: true},
		{Name: "asked_s", Unit: "s since start", Doc: "first ask; below 0 where an update takes over a need from before the start"},
		{Name: "started_s", Unit: "s since start", Doc: "start of the last attempt; empty: none has started", Optional: true},
		{Name: "finished_s", Unit: "s since start", Doc: "end, or for gave-up when it left; empty: still open at the horizon", Optional: true},
		{Name: "wait_s", Unit: "s", Doc: "from the first ask to the start of the successful attempt, counted while the PC is on; still growing where outcome is waiting"},
		{Name: "wait_elapsed_s", Unit: "s", Doc: "from the first ask to the start of the successful attempt, with all time counted, that while the PC is off too"},
		{Name: "work_s", Unit: "s", Doc: "work at full speed"},
		{Name: "attempts", Unit: "attempts", Doc: "starts, with or without success"},
		{Name: "asks", Unit: "asks", Doc: "admission requests"},
		{Name: "promised_s", Unit: "s", Doc: "the first hint that was shown; empty: never told to wait", Optional: true},
		{Name: "outcome", Doc: "done, gave-up, waiting (not started, or put off to the next session, at the horizon) or running (at the horizon)"},
	}
}

// SeriesColumns are the columns of a time series: one row for each five minutes of
// each replication.
func SeriesColumns() []Column {
	columns := []Column{
		{Name: "replication", Doc: "which of the simulated rollouts, from 0"},
		{Name: "strategy", Doc: "name of the strategy"},
		{Name: "slots", Unit: "slots", Doc: "parallel syncs that the backend allows"},
		{Name: "start_s", Unit: "s since start", Doc: "begin of the interval"},
		{Name: "start_local", Unit: "ISO 8601", Doc: "begin of the interval in the local time of the scenario's zone, with its offset from UTC"},
	}
	meanAndMax := func(name, unit, doc, empty string) {
		columns = append(columns,
			Column{Name: name + "_mean", Unit: unit, Doc: doc + ", mean over the interval" + empty, Optional: empty != ""},
			Column{Name: name + "_max", Unit: unit, Doc: doc + ", most at once in the interval" + empty, Optional: empty != ""})
	}
	const (
		ofFailing  = "; empty where the backend slows and ends nothing"
		ofProblems = "; empty where the release can have no problem"
	)
	meanAndMax("running", "syncs", "syncs that hold a slot", "")
	meanAndMax("waiting", "clients", "clients that are on and were told to wait", "")
	meanAndMax("bypass", "syncs", "syncs that run without a slot", "")
	meanAndMax("online", "clients", "PCs that are on", "")
	columns = append(columns,
		Column{Name: "asks", Unit: "asks", Doc: "admission requests in the interval"},
		Column{Name: "updated", Unit: "clients", Doc: "PCs that have the release, and not a bad build of it, at the end of the interval; those that had it at the start are not counted"},
		Column{Name: "ended", Unit: "attempts", Doc: "attempts that ended with success in the interval" + ofFailing, Optional: true},
		Column{Name: "failed", Unit: "attempts", Doc: "attempts that ended without success in the interval" + ofFailing, Optional: true})
	meanAndMax("open_slots", "slots", "slots of the nodes that are ready", ofFailing)
	meanAndMax("nodes", "nodes", "nodes that are paid for", ofFailing)
	meanAndMax("broken", "clients", "PCs that a problem of the release has hit and that are not whole again", ofProblems)
	return columns
}

// names are the names of columns.
func names(columns []Column) []string {
	found := make([]string, len(columns))
	for i := range columns {
		found[i] = columns[i].Name
	}
	return found
}
