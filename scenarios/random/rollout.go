package random

import (
	"fmt"
	"strconv"
	"strings"
)

func (s *scenario) release() string {
	return mapping("version", s.version, "problems", s.maybe(30, func() string {
		s.problems = 1 + s.IntN(2)
		return s.chance.problems(s.problems)
	}))
}

// problems of a release.
func (c chance) problems(count int) string {
	var problems []string
	for i := range count {
		problems = append(problems, mapping(
			"name", c.maybe(70, func() string { return fmt.Sprintf("problem %d", i+1) }),
			"chance", c.maybe(70, func() string { return c.guessed(5, 100) }),
			"hits", c.maybe(70, func() string { return c.guessed(1, 100) }),
			"reports", c.maybe(60, func() string {
				return mapping("chance", c.maybe(50, func() string { return c.guessed(5, 100) }), "key_users", c.maybe(50, func() string { return c.guessed(50, 100) }),
					"delay", c.maybe(50, func() string { return one(c, "{lognormal: {median: 1h, p95: 1wd}}", "20m") }))
			}),
			"noticed_after", c.maybe(60, func() string { return one(c, c.count(1, 9), "none") }),
			"or_after", one(c, "1d", "2wd", "6h"),
			"fix", c.maybe(60, func() string { return one(c, "{triangular: {min: 4h, mode: 1d, max: 2d}}", "1wd", "3h") })))
	}
	return list(problems...)
}

func (s *scenario) halt() string {
	return mapping("reaches_clients", one(s.chance, "at-next-poll", "0h", "8h"))
}

func (s *scenario) rollback() string {
	return mapping("plan_b", s.maybe(70, func() string { return one(s.chance, "ready", "1d", "4h") }), "to", s.maybe(30, func() string { return `"9.1"` }))
}

func (s *scenario) lateJoiners() string {
	return one(s.chance, "next-window", "last-phase", "at-once")
}

func (s *scenario) access() []string {
	from := func() string { return one(s.chance, s.date(s.IntN(3)), s.date(0)+"T09:00") }
	rights := []string{mapping("group", one(s.chance, "", "all", "key-users"), "from", from())}
	if s.odds(60) {
		rights = append(rights, mapping("group", s.groups[0], "key_users", s.maybe(50, func() string { return "true" }), "from", from()))
	}
	return rights
}

func (s *scenario) problem() string {
	return s.maybe(30, func() string { return one(s.chance, "rollback", "pause-fix", "abort") })
}

func (s *scenario) strategies() []string {
	names := []string{"big_bang", "waves", "aws_iot", "app_store", "nebraska", "pilot", "hawkbit", "mender", "configmgr", "autopatch", "phases", "phases"}
	if s.clients < 60 {
		names = names[:5] // those that need no number of PCs
	}
	s.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	most := 3
	if s.large {
		most = 1
	}
	var all []string
	seen := map[string]bool{}
	for _, name := range names[:s.whole(1, most)] {
		if seen[name] {
			continue
		}
		seen[name] = true
		called := s.maybe(25, func() string { return "'plan: " + name + "'" })
		if name == "phases" && called == "" {
			called = "by hand"
		}
		all = append(all, mapping("name", called, name, s.plan(name),
			"halt", s.maybe(8, s.halt), "rollback", s.maybe(8, s.rollback), "late_joiners", s.maybe(8, s.lateJoiners),
			"access", s.maybe(8, func() string { return list(s.access()...) })))
	}
	return all
}

func (s *scenario) size() string {
	return one(s.chance, s.count(3, s.clients/8), s.share(5, 12))
}

func (s *scenario) plan(name string) string {
	later := s.maybe(30, func() string { return s.instant(0) })
	by := s.maybe(25, func() string { return s.selection("") })
	if by == "{}" {
		by = ""
	}
	switch name {
	case "big_bang":
		return s.phase([]string{"start", s.maybe(40, s.opening), "select", by}, false, "")
	case "waves":
		return s.phase([]string{"size", s.waveSize(), "every", s.span(48), "start", s.maybe(40, s.opening), "select", by}, s.odds(30), "")
	case "pilot":
		waves := s.phase([]string{"size", s.waveSize(), "every", s.span(48)}, s.odds(30), "")
		soak := s.maybe(50, func() string { return s.span(24) })
		return s.phase([]string{"size", s.size(), "start", s.maybe(30, s.opening), "select", by, "then", mapping("waves", waves)}, soak == "", soak)
	case "hawkbit":
		groups := ""
		amount := s.maybe(60, func() string { return s.count(1, 6) })
		if amount == "" {
			groups = list(mapping("name", "pilot", "target_percentage", s.share(5, 50), "target_filter_query", s.maybe(50, func() string { return list(s.groups[0]) }),
				"success_condition", s.share(10, 100), "success_action", s.maybe(50, func() string { return "nextgroup" }), "error_condition", s.share(5, 50)),
				mapping("success_action", "pause", "resumed_after", s.span(24), "target_percentage", s.share(5, 50)), "{}")
		}
		action := s.maybe(40, func() string { return one(s.chance, "nextgroup", "pause") })
		return mapping("start_at", later, "success_condition", s.maybe(50, func() string { return s.share(10, 100) }), "success_action", action,
			"resumed_after", s.maybe(map[bool]int{true: 60}[action == "pause"], func() string { return s.span(24) }),
			"error_condition", s.maybe(50, func() string { return s.share(5, 50) }), "amount_groups", amount, "groups", groups, "on_problem", s.problem())
	case "mender":
		phases := s.maybe(80, func() string {
			return list(mapping("batch_size", s.share(5, 40), "start_ts", s.maybe(50, func() string { return s.date(0) + "T09:00" })),
				mapping("batch_size", s.share(5, 40), "start_ts", s.date(1)+"T09:00"), mapping("start_ts", s.date(2)+"T09:00"))
		})
		return mapping("phases", phases, "on_problem", s.problem())
	case "aws_iot":
		rate := s.maybe(50, func() string {
			criterion := one(s.chance, "number_of_notified_things", "number_of_succeeded_things")
			return mapping("base_rate_per_minute", s.count(1, 50), "increment_factor", one(s.chance, "1.1", "2", "5"), "rate_increase_criteria", mapping(criterion, s.count(1, 100)))
		})
		return mapping("start_time", later, "maximum_per_minute", s.count(50, 1000), "exponential_rate", rate,
			"abort_config", s.maybe(40, func() string {
				return mapping("criteria_list", list(mapping("failure_type", one(s.chance, "failed", "all"), "threshold_percentage", s.share(5, 50), "min_number_of_executed_things", s.count(1, 50), "action", "cancel"),
					s.maybe(20, func() string {
						return mapping("failure_type", one(s.chance, "rejected", "timed_out"), "threshold_percentage", "20%", "min_number_of_executed_things", "5", "action", "cancel")
					})))
			}), "on_problem", s.problem())
	case "configmgr":
		success := func() []string {
			if s.odds(50) {
				return []string{"deployment_success_percentage", s.share(50, 100)}
			}
			return []string{"number_of_devices_successfully_deployed", "1"}
		}
		begin := func() []string {
			if s.odds(50) {
				return []string{"begin_next_phase", "manually", "begun_after", s.maybe(60, func() string { return s.span(24) })}
			}
			return []string{"begin_next_phase", s.maybe(50, func() string { return "after-deferral" }), "deferral_period", s.maybe(60, func() string { return s.count(0, 3) + "d" })}
		}
		first := append(append([]string{"name", "pilot", "collection", s.collection()}, success()...), begin()...)
		top := append([]string{"start_time", later}, append(success(), begin()...)...)
		return mapping(append(top, "gradually_over", s.maybe(50, func() string { return s.count(0, 3) + "d" }),
			"phases", list(mapping(first...), mapping("name", s.maybe(50, func() string { return "the rest" }), "gradually_over", s.maybe(50, func() string { return s.count(0, 3) + "d" }))), "on_problem", s.problem())...)
	case "autopatch":
		return mapping("released", s.maybe(40, func() string { return s.date(0) }), "pause_reaches_devices", s.maybe(40, func() string { return s.duration(60, 28800) }),
			"rings", s.maybe(70, func() string {
				return list(mapping("name", "first", "devices", s.collection(), "deferral", "0d", "deadline", s.count(0, 2)+"d"),
					mapping("deferral", s.count(1, 3)+"d", "deadline", s.count(0, 3)+"d", "grace_period", s.maybe(60, func() string { return s.count(0, 2) + "d" })))
			}), "on_problem", s.problem())
	case "app_store":
		return mapping("release_date", later, "phased_release", s.maybe(50, func() string { return one(s.chance, "true", "false") }),
			"pause", s.maybe(40, func() string { return one(s.chance, "1d", "30d", "12h") }),
			"on_problem", s.maybe(30, func() string { return one(s.chance, "pause-fix", "abort") }))
	case "nebraska":
		hours := s.maybe(40, func() string { return one(s.chance, "true", "false") })
		return mapping("policy_max_updates_per_period", one(s.chance, s.count(1, 100), "900000"), "policy_period_interval", s.maybe(60, func() string { return s.duration(60, 36000) }),
			"policy_update_timeout", s.maybe(60, func() string { return s.duration(60, 36000) }), "policy_safe_mode", s.maybe(40, func() string { return one(s.chance, "true", "false") }),
			"policy_office_hours", hours, "policy_timezone", s.maybe(map[bool]int{true: 60}[hours == "true" && s.zone != ""], func() string { return s.zone }), "on_problem", s.problem())
	}
	var phases []string
	gated, whole := false, false
	for i := range s.whole(1, 4) {
		start := s.maybe(30, s.opening)
		if i > 0 {
			start = one(s.chance, mapping("after", "previous", "delay", s.span(48)), mapping("delay", s.span(24)), "")
		}
		if gated && s.odds(80) {
			start = "{when: gate}"
		}
		selected := s.selection(s.size())
		switch {
		case i == 0 && len(s.groups) > 1 && s.odds(40):
			selected, whole = mapping("groups", list(s.groups[0])), true
		case !whole && s.odds(30):
			selected = mapping("size", fmt.Sprintf("%d%%", 20*(i+1)-s.IntN(5)), "basis", "cumulative")
		case whole:
			selected = mapping("size", "3%", "basis", "remaining", "by", s.maybe(60, func() string { return one(s.chance, "random", "key-users") })) // of what a group has left
		}
		gated = s.odds(50)
		phases = append(phases, s.phase([]string{"name", s.maybe(60, func() string { return "phase " + strconv.Itoa(i+1) }), "select", selected, "start", start}, gated, ""))
	}
	start := s.maybe(50, func() string { return mapping("delay", s.span(24)) })
	if gated {
		start = "{when: gate}"
	}
	phases = append(phases, s.phase([]string{"select", one(s.chance, "", "{size: rest}", "{by: key-users}"), "start", start}, false, ""))
	return list(phases...)
}

func (s *scenario) waveSize() string {
	return one(s.chance, s.share(15, 60), strconv.Itoa(max(1, s.clients/2)), strconv.Itoa(max(1, s.clients/6)))
}

// opening is when a first phase opens.
func (s *scenario) opening() string {
	return one(s.chance, mapping("at", s.instant(0)), mapping("delay", s.span(48)))
}

// selection is which PCs a phase takes of a size, or with the size of the short form.
func (s *scenario) selection(size string) string {
	basis := ""
	if strings.HasSuffix(size, "%") {
		basis = s.maybe(50, func() string { return one(s.chance, "total", "remaining") })
	}
	return mapping("size", size, "basis", basis, "by", s.maybe(60, func() string { return one(s.chance, "random", "group-order", "key-users") }))
}

// collection is a selection of its own, which may be a group.
func (s *scenario) collection() string {
	if len(s.groups) > 1 && s.odds(30) {
		return mapping("groups", list(s.groups[0]))
	}
	return s.selection(s.size())
}

// phase is a phase, or the short form of one, with some keys given. It has a gate where one
// is asked for, or is watched for so long.
func (s *scenario) phase(pairs []string, gated bool, soak string) string {
	pairs = append(pairs, "soak", soak)
	offer := s.maybe(30, s.offer)
	if s.odds(10) {
		offer = "grants"
		pairs = append(pairs, "grants", mapping("most", s.count(1, 100), "every", s.maybe(60, func() string { return s.duration(60, 7200) }),
			"timeout", s.maybe(60, func() string { return s.duration(60, 86400) }), "safe_mode", s.maybe(50, func() string { return one(s.chance, "true", "false") })))
	} else {
		pairs = append(pairs, "offer", offer, "max_in_flight", s.maybe(15, func() string { return one(s.chance, s.count(1, 50), s.share(5, 50)) }))
	}
	pairs = append(pairs,
		"window", s.maybe(25, func() string {
			clock := s.maybe(50, func() string { return one(s.chance, "plan", "client") })
			if offer != "" && offer != "all-at-once" && clock == "client" {
				clock = "plan" // an offer that takes time goes by one clock
			}
			return mapping("days", s.maybe(50, func() string { return one(s.chance, "[mon, tue, wed, thu]", "[sat, sun, mon]") }),
				"hours", one(s.chance, "09:00-16:00", "00:00-24:00", "06:00-24:00", "22:00-23:30:15"), "clock", clock)
		}),
		"approval", s.maybe(15, func() string { return s.span(24) }),
		"deadline", s.maybe(15, func() string { return s.span(48) }), "grace", s.maybe(15, func() string { return s.span(48) }),
		"on_problem", s.problem(), "testers", s.maybe(20, func() string { return one(s.chance, "true", "false") }))
	if gated {
		pairs = append(pairs, "gate", mapping(
			"success", one(s.chance, "90% of reached", "more than 50% of assigned", "80% of active", "1 clients", "\"95% of assigned\""),
			"soak", s.maybe(50, func() string { return s.span(24) }),
			"errors", s.maybe(40, func() string { return one(s.chance, "5%", "at least 5%", "20% of ended", "more than 10% of assigned") }),
			"at_least", s.maybe(30, func() string { return s.count(1, 2) }),
			"if_stuck", s.maybe(40, func() string {
				return mapping("after", s.span(48), "then", s.maybe(70, func() string { return one(s.chance, "alert", "proceed", "pause") }))
			})))
	}
	return mapping(pairs...)
}

func (s *scenario) offer() string {
	switch s.IntN(5) {
	case 0:
		return "all-at-once"
	case 1:
		return mapping("rate", one(s.chance, "40/min", "6/h", "1/s"))
	case 2:
		return mapping("ramp", mapping("base", one(s.chance, "1/min", "30/h"), "factor", s.maybe(50, func() string { return one(s.chance, "1.5", "2") }), "factor_every", s.count(1, 100),
			"counting", s.maybe(50, func() string { return one(s.chance, "offered", "succeeded") }), "most", s.maybe(50, func() string { return "600/h" })))
	case 3:
		return mapping("over", s.span(48))
	}
	return mapping("daily", "[1%, 10%, 50%, 100%]")
}
