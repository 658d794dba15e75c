#!/usr/bin/env bash
# A Slurm cluster of two nodes, n1 and n2, on this machine: real daemons, for tests and to try a profile.
# Needs root and Debian's packages slurm-wlm and munge.
#
#   cluster.sh start DIR        starts it with its state and logs under DIR; prints the variable that Slurm's commands need
#   cluster.sh stop DIR         cancels all jobs and ends it
#   cluster.sh lose DIR NODE    kills a node's daemon and all that it runs, as a power cut does
#   cluster.sh back DIR NODE    starts that node again
#
# A node has one core and 4,000 MiB. Partition `main` is the default; a job in `urgent` preempts those of `main`, which are queued again.
# CLUSTER_PORT (27000 by default) is the first of three ports on 127.0.0.1.
set -euo pipefail

usage() { sed -n '2,12p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
command=$1 node=${3:-}
mkdir -p "$2"
dir=$(cd "$2" && pwd)
port=${CLUSTER_PORT:-27000}
export SLURM_CONF=$dir/slurm.conf

write_configuration() {
  local host
  host=$(hostname -s)
  cat >"$SLURM_CONF" <<CONF
ClusterName=batchmates
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# A job that is queued again may start after this many seconds.
AuthInfo=cred_expire=5
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool-%n
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd-%n.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
# Waiting jobs are looked at every two seconds, not every minute.
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=2
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
KillWait=10
SlurmdTimeout=10
ReturnToService=2
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1 RealMemory=4000
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1 RealMemory=4000
PartitionName=main Nodes=n1,n2 Default=YES PriorityTier=1
PartitionName=urgent Nodes=n1,n2 PriorityTier=2
CONF
}

# munge proves to the daemons who asks; one serves every cluster of a machine.
start_munge() {
  munge -n >/dev/null 2>&1 && return
  install -d -o munge -g munge /run/munge /var/log/munge
  su -s /bin/sh munge -c 'munged --force'
  until_true munge -n && cp /run/munge/munged.pid "$dir/munged.pid"
}

until_true() {
  local tries
  for tries in $(seq 100); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.2
  done
  echo "cluster.sh: $* did not succeed within 20 s; see the logs in $dir" >&2
  exit 1
}

both_idle() { [ "$(sinfo --noheader --partition=main --states=idle --format=%D)" = 2 ]; }

end() {
  local pid
  [ -f "$dir/$1.pid" ] || return 0
  pid=$(cat "$dir/$1.pid")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  rm -f "$dir/$1.pid"
}

# The step daemons of a node carry its name; what they run are their children.
kill_tree() {
  local child
  for child in $(pgrep -P "$1"); do kill_tree "$child"; done
  kill -KILL "$1" 2>/dev/null || true
}

case $command in
  start)
    for each in slurmctld slurmd munged; do
      command -v $each >/dev/null || { echo "cluster.sh: no $each: apt-get install slurm-wlm munge" >&2; exit 1; }
    done
    mkdir -p "$dir"/state "$dir"/spool-n1 "$dir"/spool-n2
    write_configuration
    start_munge
    # The daemons keep nothing of what starts them open: who reads its output would wait for their end.
    slurmctld >/dev/null 2>&1 </dev/null
    for each in n1 n2; do slurmd -N $each >/dev/null 2>&1 </dev/null; done
    until_true both_idle
    echo "export SLURM_CONF=$SLURM_CONF"
    ;;
  stop)
    scancel --user="$(id -un)" 2>/dev/null || true
    for _ in $(seq 50); do [ -z "$(squeue --noheader 2>/dev/null)" ] && break; sleep 0.2; done
    for each in slurmd-n1 slurmd-n2 slurmctld munged; do end $each; done
    ;;
  lose)
    [ -n "$node" ] || usage
    kill -KILL "$(cat "$dir/slurmd-$node.pid")"
    for job in "$dir/spool-$node"/job*; do
      [ -d "$job" ] || continue
      number=$(basename "$job" | sed 's/^job0*\([0-9]*\).*/\1/')
      for pid in $(pgrep -f "^slurmstepd: \[$number\."); do kill_tree "$pid"; done
    done
    ;;
  back)
    [ -n "$node" ] || usage
    slurmd -N "$node" >/dev/null 2>&1 </dev/null
    ;;
  *) usage ;;
esac
