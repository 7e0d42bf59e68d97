package model

import "github.com/rollsim/rollsim/sim/dist"

// What a random number is for. A number belongs to (seed, replication, owner,
// purpose, occasion), so none depends on what else was drawn. Owners are clients
// unless said otherwise.
const (
	chanceAbsent      dist.Purpose = iota // occasion: day
	chanceBoot                            // day
	chanceRestart                         // day
	chanceSession                         // day
	chanceTogether                        // owner: group; day
	chanceVersion                         // none
	chanceKeyUser                         // none
	chanceSelect                          // none
	chanceFirstCheck                      // none
	chanceCheck                           // instant of the check before
	chancePolicy                          // none: phase of the policy poll
	chanceDeadline                        // none
	chanceResponse                        // errand; 0 for the rollout itself
	chanceNever                           // none
	chanceDownload                        // errand and try
	chanceAppsRestart                     // day
	chanceApps                            // day, errand and try
	chanceInstall                         // errand and try
	chanceInstallFail                     // errand and try
	chanceWork                            // occasion of the need
	chanceJitter                          // occasion of the need and number of the ask
	chanceArrival                         // owner: workload; number of the job
	chanceBatch                           // owner: workload; number of the first job
	chancePatience                        // owner: workload; number of the job
	chanceThink                           // owner: workload; number of the job
	chanceTimer                           // occasion of the timer
	chanceRetryAfter                      // occasion of the need and number of the ask
	chanceRetryPolicy                     // occasion of the need and number of the ask
	chanceRetry                           // occasion of the need and number of the attempt
	chanceRoute                           // occasion of the need and numbers of ask and attempt
	chanceFail                            // owner: node; number of the failure
	chanceRepair                          // owner: node; number of the failure
	chanceHit                             // problem
	chanceReport                          // problem
	chanceReportDelay                     // problem
	chanceFix                             // owner: problem; none
	chanceUpdater                         // none
)

// occasionOf names a need among those of its client: the day and the number of
// the timer, or 0 for the log-in; an update has the number of the errand, or 0 for
// the rollout itself.
func occasionOf(cause Cause, day, k int) uint64 {
	return uint64(cause)<<32 | uint64(day+daysBefore)<<20 | uint64(k)
}
