package reports

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/rollsim/rollsim/model/theory"
	"github.com/rollsim/rollsim/reports/say"
)

// Theory writes queues that were simulated beside their exact answers: a table for
// each family, by utilisation; a line for each family; and how well all agree.
// Results are in the order of [theory.Run]; asked is how many cases were to be
// simulated, more than have results where the run was stopped.
func Theory(w io.Writer, results []theory.Result, seed uint64, asked int) error {
	out := bufio.NewWriter(w)
	for _, f := range familiesOf(results) {
		fmt.Fprintf(out, "%s\n%s\n\n", f.Name, wrapped(f.About, 110, ""))
		fmt.Fprintf(out, theoryRow, "", "exact", "simulated", "difference", "z")
		for i, r := range f.results {
			if i == 0 || f.results[i-1].Case != r.Case {
				fmt.Fprintln(out, caseTitle(r.Case))
			}
			exact, simulated := exactAndSimulated(r)
			fmt.Fprintf(out, theoryRow, "    "+quantity(r.Quantity), exact, simulated, percentOff(r), deviate(r.Z))
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, familyRow, "", "cases", "quantities", "mean z²", "largest |z|")
	for _, f := range familiesOf(results) {
		a := theory.Agree(f.results)
		fmt.Fprintf(out, familyRow, f.Name, say.English.Thousands(a.Cases), say.English.Thousands(a.Quantities), meanSquare(a), largest(a))
	}
	fmt.Fprintf(out, "\n%s%s\n", stopped(results, asked, "\n"), agreement(results, seed))
	return out.Flush()
}

// TheoryMarkdown writes the same for a page in a repository, with cases and
// quantities by the names that the catalogue has.
func TheoryMarkdown(w io.Writer, results []theory.Result, seed uint64, asked int) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, "# Simulation against theory\n\n"+
		"Queues whose behaviour is known exactly, simulated through the same model as a rollout.\n"+
		"`rollsim theory --format md` prints this page.\n\n")
	fmt.Fprintf(out, "%s%s\n\n", stopped(results, asked, "\n\n"), agreement(results, seed))
	fmt.Fprint(out, "| Family | Cases | Quantities | Mean z² | Largest \\|z\\| |\n|---|--:|--:|--:|--:|\n")
	for _, f := range familiesOf(results) {
		a := theory.Agree(f.results)
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s |\n", f.Name, say.English.Thousands(a.Cases), say.English.Thousands(a.Quantities), meanSquare(a), largest(a))
	}
	for _, f := range familiesOf(results) {
		fmt.Fprintf(out, "\n## %s\n\n%s\n\n", f.Name, wrapped(f.About, 120, ""))
		fmt.Fprint(out, "| Case | Utilisation | Quantity | Exact | Simulated | Difference | z |\n|---|--:|---|--:|--:|--:|--:|\n")
		for i, r := range f.results {
			name, load := "", ""
			if i == 0 || f.results[i-1].Case != r.Case {
				name, load = r.Case.Name, utilisation(r.Case)
			}
			exact, simulated := exactAndSimulated(r)
			fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %s | %s |\n", name, load, r.Quantity, exact, simulated, percentOff(r), deviate(r.Z))
		}
	}
	return out.Flush()
}

// The lines of the tables: a quantity, and a family.
const (
	theoryRow = "%-48s %14s %26s %12s %8s\n"
	familyRow = "%-24s %8s %12s %10s %14s\n"
)

// A family is the results of a [theory.Family], by utilisation.
type family struct {
	theory.Family
	results []theory.Result
}

// familiesOf sorts results by family and utilisation, those of a case together
// and without a utilisation first.
func familiesOf(results []theory.Result) []family {
	var all []family
	for _, f := range theory.Families() {
		of := family{Family: f}
		for _, r := range results {
			if r.Case.Family == f.Name {
				of.results = append(of.results, r)
			}
		}
		slices.SortStableFunc(of.results, func(a, b theory.Result) int {
			return cmp.Compare(a.Case.Utilisation, b.Case.Utilisation)
		})
		if len(of.results) > 0 {
			all = append(all, of)
		}
	}
	return all
}

// caseTitle is the name of a case, with its utilisation.
func caseTitle(c *theory.Case) string {
	load := utilisation(c)
	if load == "" || strings.Contains(c.Name, " at "+load) {
		return caseName(c)
	}
	return caseName(c) + "; utilisation " + load
}

// caseName is the name of a case in good English, since a case counts "1 slots".
func caseName(c *theory.Case) string { return strings.Replace(c.Name, " 1 slots", " 1 slot", 1) }

// quantity is the name of a quantity, with its time in words of people where that
// is too long for four digits: "10,200 s" rather than "1.02e+04 s".
func quantity(q theory.Quantity) string {
	if q.At < 1e4 {
		return q.String()
	}
	return strings.Replace(q.String(), fmt.Sprintf(" %.4g s", q.At), " "+say.English.Number(q.At, say.Decimals(q.At))+" s", 1)
}

// utilisation of a case in percent; empty where it has none.
func utilisation(c *theory.Case) string {
	if math.IsNaN(c.Utilisation) {
		return ""
	}
	return fmt.Sprintf("%.4g %%", 100*c.Utilisation)
}

// inUnit returns the factor and the unit, with the space before it, in which
// people read a statistic.
func inUnit(s theory.Statistic) (factor float64, unit string) {
	switch s {
	case theory.Waited, theory.WaitWithin, theory.ServedAtOnce, theory.SojournWithin, theory.Blocked, theory.Abandoned, theory.AllBusyAt, theory.EndWithin:
		return 100, " %"
	case theory.WaitMean, theory.WaitMeanServed, theory.SojournMean, theory.End:
		return 1, " s"
	case theory.WaitSquare, theory.SojournVariance:
		return 1, " s²"
	case theory.Throughput:
		return 1, " /s"
	case theory.Retries, theory.Slowdown, theory.BusyMean, theory.UpMean, theory.WaitingMean, theory.NumberMean, theory.QueueAt, theory.NumberAt:
		return 1, ""
	}
	panic(fmt.Sprintf("reports: unknown statistic %v", s))
}

// exactAndSimulated writes both numbers of a result to the same place: two digits
// of the interval, but at least four and at most five of the exact value.
func exactAndSimulated(r theory.Result) (exact, simulated string) {
	factor, unit := inUnit(r.Quantity.Statistic)
	value, mean, half := factor*r.Quantity.Value, factor*r.Simulated.Mean, factor*(r.Simulated.High-r.Simulated.Mean)
	places := placesFor(value, 4)
	if half > 0 {
		places = min(max(places, placesFor(half, 2)), placesFor(value, 5))
	}
	spread := say.English.Fixed(half, places)
	if half > 0 && half < math.Pow10(-places)/2 {
		spread = "under " + say.English.Fixed(math.Pow10(-places), places)
	}
	return say.English.Fixed(value, places) + unit, say.English.Fixed(mean, places) + " ± " + spread + unit
}

// placesFor is the number of decimal places that gives x so many digits, at most 9.
func placesFor(x float64, digits int) int {
	if x == 0 {
		return digits - 1
	}
	return min(max(digits-1-int(math.Floor(math.Log10(math.Abs(x)))), 0), 9)
}

// percentOff is how much more has been simulated than is exact.
func percentOff(r theory.Result) string {
	if math.IsNaN(r.Percent) {
		return "-"
	}
	places := 2
	if math.Abs(r.Percent) >= 100 {
		places = 0
	}
	return signed(r.Percent, places) + " %"
}

// deviate writes z. It is infinite where there is no chance at all.
func deviate(z float64) string {
	if math.IsInf(z, 0) {
		return signed(z, 0)
	}
	return signed(z, 2)
}

// signed is fixed with a sign for positive numbers too.
func signed(x float64, places int) string {
	switch {
	case math.IsInf(x, 1):
		return "+∞"
	case math.IsInf(x, -1):
		return say.Minus + "∞"
	}
	text := say.English.Fixed(x, places)
	if x > 0 && strings.Trim(text, "0.,") != "" {
		return "+" + text
	}
	return text
}

func meanSquare(a theory.Agreement) string {
	switch {
	case math.IsNaN(a.MeanSquare):
		return "-"
	case math.IsInf(a.MeanSquare, 1):
		return "∞"
	}
	return say.English.Fixed(a.MeanSquare, 2)
}

func largest(a theory.Agreement) string { return strings.TrimLeft(deviate(a.Worst.Z), "+"+say.Minus) }

// stopped says how many of the cases are complete and ends the line, or is empty
// where all are.
func stopped(results []theory.Result, asked int, end string) string {
	complete := theory.Agree(results).Cases
	if complete >= asked {
		return ""
	}
	return fmt.Sprintf("%s of %s; the run was stopped.%s", say.English.Thousands(complete), counted(asked, "case", "cases"), end)
}

// agreement tells in words how well simulation and theory agree.
func agreement(results []theory.Result, seed uint64) string {
	a := theory.Agree(results)
	if a.Quantities == 0 {
		return fmt.Sprintf("Nothing was simulated to its end; seed %d.", seed)
	}
	text := fmt.Sprintf("%s of %s were simulated with %.3g million clients, seed %d. "+
		"± is the 95 %% interval of the mean over replications, z the difference in standard errors, as a normal deviate.",
		counted(a.Quantities, "quantity", "quantities"), counted(a.Cases, "case", "cases"), a.Clients/1e6, seed)
	if a.Certain > 0 {
		text += " " + counted(a.Certain, "quantity", "quantities") + " must come out in every replication."
	}
	if random := a.Quantities - a.Certain; random > 0 {
		text += fmt.Sprintf(" |z| exceeds %g for %d (by chance alone: %.2g) and 2 for %d (by chance alone: %.2g); the mean of z² is %s (by chance alone: 1).",
			float64(theory.Limit), a.Beyond, a.ChanceBeyond(theory.Limit), a.BeyondTwo, a.ChanceBeyond(2), meanSquare(a))
	}
	if a.Worst.Z != 0 {
		exact, simulated := exactAndSimulated(a.Worst)
		text += fmt.Sprintf(" Farthest off: %s of %s, exactly %s, simulated %s, z = %s.",
			quantity(a.Worst.Quantity), caseName(a.Worst.Case), exact, simulated, deviate(a.Worst.Z))
	}
	return wrapped(text, 110, "")
}

// Disagreement tells in one line what a simulation got wrong, if it did.
func Disagreement(a theory.Agreement) string {
	exact, simulated := exactAndSimulated(a.Worst)
	return fmt.Sprintf("%s of %s: theory says %s, simulated is %s; more than %g standard errors from theory: %d of %s",
		quantity(a.Worst.Quantity), caseName(a.Worst.Case), exact, simulated, float64(theory.Limit), a.Beyond, counted(a.Quantities, "quantity", "quantities"))
}
