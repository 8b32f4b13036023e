#!/usr/bin/env bash
# Repeats the proofs with a new seed each until FOR has passed: random operations,
# crashes, faults, damage, kills, planted bugs, the engine against its models, and
# every fuzz target for a while. The first failure ends it and says how to repeat
# it.
set -euo pipefail
cd "$(dirname "$0")/../.."

for=${FOR:-10m}
case $for in
*h) seconds=$((${for%h} * 3600)) ;;
*m) seconds=$((${for%m} * 60)) ;;
*) seconds=${for%s} ;;
esac
end=$(($(date +%s) + seconds))
scale=${AURORA_SCALE:-1}

# package and tests
proofs=(
  "./storage/storagetest TestMatrix"
  "./storage/lsm TestCrashPoints|TestFaults|TestBitFlips|TestSuite|TestViewsOfUnacknowledged"
  "./storage/file TestCrashPoints|TestFaults|TestRecoveryFaults|TestDamagedFiles|TestFullDisk"
  "./storage/file TestKill|TestKillStrict"
  "./storage/memory TestSuite"
  "./engine TestOracle|TestHistory.*|TestRandomMutations"
  "./engine/plan TestEveryPlanGivesTheSameRows"
  "./engine/filter TestMatchIsNaive"
)
mapfile -t targets < <(grep -rl --include='*_test.go' '^func Fuzz' engine storage transfer | sort | while read -r file; do
  grep -oE '^func Fuzz[A-Za-z0-9_]+' "$file" | sed "s|^func |./$(dirname "$file") |"
done)

round=0
while (($(date +%s) < end)); do
  round=$((round + 1))
  for proof in "${proofs[@]}"; do
    (($(date +%s) < end)) || break
    read -r package tests <<<"$proof"
    seed=${AURORA_SEED:-$(od -An -N7 -tu8 /dev/urandom | tr -d ' ')}
    printf 'round %d  %s  %s  seed %s  ' "$round" "$package" "$tests" "$seed"
    if ! out=$(AURORA_SEED=$seed AURORA_SCALE=$scale go test -count=1 -timeout 60m -run "^($tests)\$" "$package" 2>&1); then
      printf 'FAIL\n%s\n\nrepeat it with:\n  AURORA_SEED=%s AURORA_SCALE=%s go test -count=1 -run '\''^(%s)$'\'' %s\n' "$out" "$seed" "$scale" "$tests" "$package"
      exit 1
    fi
    awk '/^ok/ { print $3 }' <<<"$out"
  done
  for target in "${targets[@]}"; do
    (($(date +%s) < end)) || break
    read -r package name <<<"$target"
    printf 'round %d  %s  %s\n' "$round" "$package" "$name"
    if ! out=$(go test -run '^$' -fuzz "^$name\$" -fuzztime 15s "$package" 2>&1); then
      printf 'FAIL\n%s\n' "$out"
      exit 1
    fi
  done
done
echo "nothing failed within $for ($round rounds)"
