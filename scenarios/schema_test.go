package scenarios

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// TestGenerated compares the committed schema and reference with those that the
// definition yields now. With -update it writes them: go generate ./scenarios.
func TestGenerated(t *testing.T) {
	golden(t, "rollsim.schema.json", string(Schema()))
	golden(t, "REFERENCE.md", Reference())
}

// compiled returns the schema ready to validate.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	require.NoError(t, c.AddResource("rollsim.schema.json", text))
	s, err := c.Compile("rollsim.schema.json")
	require.NoError(t, err)
	return s
}

// asText returns a YAML document as JSON would hold it, every scalar a string:
// the way the loader reads it.
func asText(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = asText(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, c := range n.Content {
			list[i] = asText(c)
		}
		return list
	}
	return n.Value
}

// TestSchemaAcceptsGoodFiles validates every example and every good file, both
// with all scalars as text and as an editor reads them, where 50 is a number.
func TestSchemaAcceptsGoodFiles(t *testing.T) {
	s := compiled(t)
	examples, _ := filepath.Glob("*.yaml")
	for _, path := range append(examples, files(t, "good")...) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		var root yaml.Node
		require.NoError(t, yaml.Load(text, &root))
		assert.NoError(t, s.Validate(asText(root.Content[0])), "%s as text", path)
		assert.NoError(t, s.Validate(asEditor(t, root.Content[0])), "%s as an editor reads it", path)
	}
}

// asEditor returns a YAML document with numbers and truth values resolved as
// YAML 1.2 says.
func asEditor(t *testing.T, n *yaml.Node) any {
	t.Helper()
	if n.Kind != yaml.ScalarNode {
		switch v := asText(n).(type) {
		case map[string]any:
			for i := 0; i+1 < len(n.Content); i += 2 {
				v[n.Content[i].Value] = asEditor(t, n.Content[i+1])
			}
			return v
		case []any:
			for i := range v {
				v[i] = asEditor(t, n.Content[i])
			}
			return v
		}
	}
	var got any
	if n.Style == 0 && json.Unmarshal([]byte(n.Value), &got) == nil {
		if _, number := got.(float64); number {
			return json.Number(n.Value)
		}
		return got
	}
	return n.Value
}

// TestSchemaRefusesBadFiles validates the bad files. The schema refuses what
// the shape of a file shows; the others need the loader, and are listed.
func TestSchemaRefusesBadFiles(t *testing.T) {
	s := compiled(t)
	beyond := strings.Fields(`
		joins_beyond joins_together later_too_far boot_file_missing boot_over_midnight days_not_whole distribution_values duplicate_key durations_zero fleet_too_large
		group_twice horizon_wrong missing_zone per_machine_auto_updater pilot_soak_twice
		release_not_newer slots_twice strategies_without_release strategy_reserved strategy_twice tag
		trace_missing two_documents unknown_region unknown_zone version_shares waves_too_many
		phases_group_too_large phases_leave_group_out phases_leave_out phases_nobody_left
		phases_same_name phases_start phases_too_large phases_unknown_group phases_without_name
		closed_never_thinks exactly_over_midnight measure_beyond measure_reversed measure_rollout profile_nobody profile_order
		queue_limit_re_ask trace_broken trace_decreases trace_empty trace_priority trace_with_work workload_twice
		boot_reversed control_in_quotes limits phases_gate_broken range_of_slots range_wrong start_gate_short
		strategy_reserved_spaces target_needs_many twice jobs_too_many strategies_without_fleet target_makespan_endless target_of_jobs target_updated_of_no_pcs
		targets_of_no_pcs trace_binary trace_other_file trace_semicolons
		auto_without_admission gate_at_least_many window_client_rate balancer_shared_event_few balancer_shared_outage balancer_shared_slots_few
		autoscale_reversed autoscale_too_few autoscale_too_many balancer_count_own_unread balancer_signal_short balancer_signal_unread
		balancer_slots_few balancer_weights_missing balancer_weights_number balancer_weights_unread balancer_weights_zero
		capacity_none capacity_too_little capacity_usl_nothing event_before_start event_beyond_horizon event_beyond_horizon_auto
		event_nodes_beyond event_nodes_too_many event_slots_few event_touch_without_pcs failures_too_often
		hint_both nodes_none nodes_too_many order_not_priority order_twice retry_budget_too_large retry_cap_below_base
		retry_two_ways returns_not_re_ask returns_too_often slots_auto slots_auto_of_jobs slots_auto_without_target
		sync_jitter_wrong timeout_too_short timeout_tries_too_many
		access_ambiguous configmgr_leaves_out gate_count_never gate_count_never_short gate_only_stuck gate_stuck_needs_success
		hawkbit_both hawkbit_filter_chance hawkbit_leaves_out mender_leaves_out mender_out_of_order mender_wrong
		none_and_no_release none_per_machine_updater none_rollback_to target_first_of_none
		offer_daily_descending pilot_gate_opens_at_once problem_mixed_days problem_never_noticed problem_twice
		precision_ends_before_it_begins precision_from_few ramp_most_below_base site_unknown site_without_sites start_gate_opens_at_once
		sweep_only_none sweep_only_unit sweep_only_unknown sweep_too_many sweep_twice sweep_unknown_path sweep_wrong_value`)
	for _, path := range files(t, "bad") {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		var root yaml.Node
		if yaml.Load(text, &root) != nil || len(root.Content) == 0 {
			continue // no YAML: nothing that a schema could see
		}
		accepted := s.Validate(asText(root.Content[0])) == nil
		assert.Equal(t, slices.Contains(beyond, name), accepted, "%s: the schema accepts it", name)
	}
}
