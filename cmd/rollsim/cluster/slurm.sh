#!/usr/bin/env bash
# A sweep on a Slurm cluster: an array of tasks that do a part each, and a job that
# puts the parts together when all of them are done.
#
#   rollsim example --cluster slurm > sweep.sh     and fill in what is marked [fill in]
#   bash sweep.sh                                  checks the scenario, submits both jobs
#   squeue --me                                    how far they are
#   cat result/sweep.txt                           the tables, when the second job is done
#
# Run it again when something went wrong, or with more values or replications:
# results that are in the store are not simulated again. A task that is cut off
# (time limit, node lost, scancel) loses no more than the rollouts it was at.

# What one task, and the job at the end, may use of the cluster.    [fill in]
#SBATCH --job-name=rollsim
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --mem=1G
#SBATCH --time=04:00:00
##SBATCH --partition=NAME
##SBATCH --account=NAME
# A task whose node is lost is started again on another.
#SBATCH --requeue
#SBATCH --open-mode=append

# The program: one build, seen under this path by every node. Results of another
# build are never mixed with its own.                               [fill in]
ROLLSIM=rollsim
# The scenario, and the flags of the sweep; they may be left out where the file has
# a key sweep.                                                      [fill in]
PLAN=plan.yaml
SWEEP=(--vary "backend.slots=40..100/10")
# Folders that all nodes share: every result, the tables, what the tasks say.
STORE=results
RESULT=result
LOGS=logs
# Parts to divide the sweep into. Each should take minutes, as Slurm needs seconds
# to start one. Their number must not be above MaxArraySize, 1001 unless your
# cluster says otherwise: scontrol show config | grep MaxArraySize
PARTS=8
# How often a task is tried before it counts as failed, and how long it pauses
# after the first try; after the next ones twice as long, three times, and so on.
TRIES=3
PAUSE=30s

# try runs a command, and again while it fails in a way that may pass: status 1,
# such as a full disk, or above 128, when a signal killed it. Status 2 (the input is
# wrong) and 3 (done, no strategy meets the targets) would be the same every time.
try() {
	local tried status
	for ((tried = 1; ; tried++)); do
		status=0
		"$@" || status=$?
		if ((status == 0 || status == 2 || status == 3 || tried >= TRIES)); then
			return "$status"
		fi
		echo "try $tried of $TRIES ended with status $status; next after $tried x $PAUSE" >&2
		for ((i = 0; i < tried; i++)); do sleep "$PAUSE"; done
	done
}

case ${1:-submit} in
submit)
	# What is wrong with the scenario is said here, not by every task. The last line
	# is the number of results, and how many the store has.
	points=$("$ROLLSIM" sweep "$PLAN" "${SWEEP[@]}" --store "$STORE" --list) || exit
	tail -n 1 <<<"$points"
	mkdir -p "$STORE" "$LOGS" || exit
	array=$(sbatch --parsable --array="0-$((PARTS - 1))" --output="$LOGS/%A_%a.log" "$0" part) || exit
	array=${array%%;*} # the name of the cluster follows where there are several
	# The end waits for all tasks, and is cancelled when one fails for good.
	merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --output="$LOGS/%j.log" "$0" merge) || exit
	echo "submitted the array $array and the job ${merge%%;*} that follows it; they write to $LOGS"
	;;
part)
	# Which part a task does follows from SLURM_ARRAY_TASK_ID. To do some parts again:
	# sbatch --array=3,5 sweep.sh part
	try "$ROLLSIM" sweep "$PLAN" "${SWEEP[@]}" --store "$STORE" --shard "auto/$PARTS" --workers "${SLURM_CPUS_PER_TASK:-1}"
	;;
merge)
	# Of a store with several sweeps it wants to know which: merge --plan NAME.
	try "$ROLLSIM" merge "$STORE" --out "$RESULT"
	;;
*)
	echo "usage: bash $0 [submit|part|merge]" >&2
	exit 2
	;;
esac
