package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/rollsim/rollsim/reports"
	"github.com/rollsim/rollsim/scenarios"
)

// calendarForms are the formats of the command calendar.
var calendarForms = []string{"text", "csv", "json"}

// calendar is the command that lists the public holidays of a region.
func (p *program) calendar() *cobra.Command {
	var format string
	var t tongue
	c := &cobra.Command{
		Use:     "calendar [REGION [YEAR]]",
		GroupID: write,
		Short:   "List the public holidays of a region, or the regions",
		Long: `List the public holidays that calendar.region of a scenario stands for, in a year: by default this one. Without a
region, list the regions. What is missing is added in calendar.holidays, as dates or a calendar file.`,
		Example: `  rollsim calendar
  rollsim calendar de-BY 2027
  rollsim calendar au-NSW 2027 --format csv`,
		ValidArgsFunction: completeRegion,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 2 {
				return wrongf("", "calendar takes a region and a year, got %s", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := t.check(); err != nil {
				return err
			}
			if !slices.Contains(calendarForms, format) {
				return wrongf(didYouMean(format, calendarForms), "--format: must be text, csv or json, got %q", format)
			}
			var err error
			if len(args) == 0 {
				for _, region := range scenarios.Regions() {
					fmt.Fprintln(p.stdout, region)
				}
				return nil
			}
			year := time.Now().Year()
			if len(args) == 2 {
				if year, err = strconv.Atoi(args[1]); err != nil || year < 2000 || year > 2099 {
					return wrongf("", "the year must be from 2000 to 2099, got %s", args[1])
				}
			}
			known, ok := scenarios.HolidaysOf(args[0], year)
			if !ok {
				return wrongf("", "%v", scenarios.UnknownRegion(args[0]))
			}
			table := &reports.HolidayTable{Region: known.Region, Zone: known.Zone, Of: known.Of, Year: year}
			for _, h := range known.Days {
				table.Days = append(table.Days, reports.Holiday(h))
			}
			switch l := t.language(); format {
			case "csv":
				err = reports.HolidayCSV(l, p.stdout, table)
			case "json":
				err = reports.HolidayJSON(p.stdout, table)
			default:
				err = reports.HolidayText(l, p.stdout, table)
			}
			if err != nil {
				return writeFailed("standard output", err)
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text, csv or json")
	choices(c.Flags(), "format", calendarForms...)
	t.register(c.Flags())
	return c
}
