#!/usr/bin/env bash
# What grad-check costs at compile time, beside something that everybody knows:
#   1. a cold build of grad-check with default features, beside a cold build of rstest;
#   2. `cargo check` of 200 annotated functions, beside the same 200 functions with their tests
#      written by hand. Needs cargo and, for rstest, the registry.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
runs=${RUNS:-5}

package() { # name, dependencies
  mkdir -p "$work/$1/src"
  printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n%s\n\n[workspace]\n' "$1" "$2" > "$work/$1/Cargo.toml"
  : > "$work/$1/src/lib.rs"
  (cd "$work/$1" && cargo fetch -q)
}

seconds() { # command...
  local begin end
  begin=$(date +%s%N); "$@" >/dev/null 2>&1; end=$(date +%s%N)
  echo $(((end - begin) / 1000000))
}

median() { sort -n | awk '{a[NR] = $1} END {print a[int((NR + 1) / 2)]}'; }

package ours "grad-check = { path = '$root' }"
package theirs 'rstest = "0.29"'
for _ in $(seq "$runs"); do
  for name in ours theirs; do
    rm -rf "$work/$name/target"
    (cd "$work/$name" && seconds cargo build) >> "$work/$name.cold"
  done
done
ours=$(median < "$work/ours.cold"); theirs=$(median < "$work/theirs.cold")
echo "cold build, median of $runs: grad-check $ours ms, rstest $theirs ms, ratio $(awk "BEGIN {printf \"%.2f\", $ours / $theirs}")"

package annotated "grad-check = { path = '$root' }"
package by_hand "grad-check = { path = '$root' }"
for i in $(seq 200); do
  body="fn f$i(x: [f64; 3], y: f64) -> (f64, ([f64; 3], f64)) { (x[0] * x[1] * x[2] * y, ([x[1] * x[2] * y, x[0] * x[2] * y, x[0] * x[1] * y], x[0] * x[1] * x[2])) }"
  printf '#[grad_check::grad_check(eps = 1e-7, at(x = [0.1, 0.2, 0.3], y = 0.5))]\n%s\n' "$body" >> "$work/annotated/src/lib.rs"
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
for name in annotated by_hand; do (cd "$work/$name" && cargo check --tests -q 2>/dev/null && cargo check -q 2>/dev/null); done
for kind in --tests ""; do
  for _ in $(seq "$runs"); do
    for name in annotated by_hand; do
      touch "$work/$name/src/lib.rs"
      # shellcheck disable=SC2086
      (cd "$work/$name" && seconds cargo check $kind) >> "$work/$name.check$kind"
    done
  done
  annotated=$(median < "$work/annotated.check$kind"); by_hand=$(median < "$work/by_hand.check$kind")
  echo "cargo check $kind of 200 functions, median of $runs: annotated $annotated ms, by hand $by_hand ms, $(awk "BEGIN {printf \"%.2f\", ($annotated - $by_hand) / 200}") ms a function"
done
