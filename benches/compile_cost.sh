#!/usr/bin/env bash
# What grad-check costs at compile time, beside something that everybody knows:
#   1. a cold build of grad-check with default features, beside a cold build of rstest;
#   2. a check and a build of the tests of 16, 100 and 1,000 annotated functions, with and without
#      `lines`, beside the same functions with their tests written by hand, and without tests.
# Processor time counts, which says the same on a busy machine. Needs cargo and, for rstest, the
# registry. `RUNS=1 benches/compile_cost.sh 100` measures once, and the second part alone of 100.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
runs=${RUNS:-5}
sizes=${*:-16 100 1000}
# Users have grad-check from a registry: nothing of it is kept for an incremental build.
export CARGO_INCREMENTAL=0

package() { # name, dependencies
  mkdir -p "$work/$1/src"
  printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n%s\n\n[workspace]\n' "$1" "$2" > "$work/$1/Cargo.toml"
  : > "$work/$1/src/lib.rs"
  (cd "$work/$1" && cargo fetch -q)
}

cost() { # command...: the milliseconds of user and system time
  local TIMEFORMAT='%U %S'
  { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{printf "%d\n", 1000 * ($1 + $2)}'
}

median() { sort -n | awk '{a[NR] = $1} END {print a[int((NR + 1) / 2)]}'; }

if [ $# = 0 ]; then
  package ours "grad-check = { path = '$root' }"
  package theirs 'rstest = "0.29"'
  for _ in $(seq "$runs"); do
    for name in ours theirs; do
      rm -rf "$work/$name/target"
      (cd "$work/$name" && cost cargo build) >> "$work/$name.cold"
    done
  done
  ours=$(median < "$work/ours.cold"); theirs=$(median < "$work/theirs.cold")
  echo "cold build, median of $runs: grad-check $ours ms, rstest $theirs ms, ratio $(awk "BEGIN {printf \"%.2f\", $ours / $theirs}")"
fi

# The dependencies are the same for all.
export CARGO_TARGET_DIR=$work/target
names="bare by_hand annotated with_lines"
for name in $names; do package "$name" "grad-check = { path = '$root' }"; done

write() { # count: that many functions in each package
  local i body at
  for name in $names; do : > "$work/$name/src/lib.rs"; done
  for i in $(seq "$1"); do
    body="fn f$i(x: [f64; 3], y: f64) -> (f64, ([f64; 3], f64)) { (x[0] * x[1] * x[2] * y, ([x[1] * x[2] * y, x[0] * x[2] * y, x[0] * x[1] * y], x[0] * x[1] * x[2])) }"
    at='at(x = [0.1, 0.2, 0.3], y = 0.5)'
    printf '%s\n' "$body" >> "$work/bare/src/lib.rs"
    printf '#[grad_check::grad_check(eps = 1e-7, %s)]\n%s\n' "$at" "$body" >> "$work/annotated/src/lib.rs"
    printf '#[grad_check::grad_check(eps = 1e-7, lines, %s)]\n%s\n' "$at" "$body" >> "$work/with_lines/src/lib.rs"
    cat >> "$work/by_hand/src/lib.rs" <<EOF
$body
#[cfg(test)]
#[test]
fn f${i}_grad_check() {
    let x: [f64; 3] = [0.1, 0.2, 0.3];
    let y: f64 = 0.5;
    grad_check::GradCheck::new("f$i").arguments(["x", "y"]).seed(0).eps(1e-7)
        .run(&(x, y), |&(x, y)| f$i(x, y)).assert();
}
EOF
  done
}

for count in $sizes; do
  write "$count"
  for command in "check --tests" "check" "test --no-run"; do
    for name in $names; do rm -f "$work/$name.$command"; done
    # shellcheck disable=SC2086
    (cd "$work/bare" && cargo $command -q 2>/dev/null)
    for _ in $(seq "$runs"); do
      for name in $names; do
        touch "$work/$name/src/lib.rs"
        # shellcheck disable=SC2086
        (cd "$work/$name" && cost cargo $command) >> "$work/$name.$command"
      done
    done
    printf 'cargo %s of %s functions, median of %s:' "$command" "$count" "$runs"
    for name in $names; do printf ' %s %s ms' "$name" "$(median < "$work/$name.$command")"; done
    echo
  done
done
