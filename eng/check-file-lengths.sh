#!/usr/bin/env bash
# Fails when a C# file is longer than the cap in CONTRIBUTING.md.
set -euo pipefail
cd "$(dirname "$0")/.."
cap=${1:-400}
long=$(git ls-files -z --cached --others --exclude-standard '*.cs' | while IFS= read -r -d '' file; do
  [ -f "$file" ] || continue
  lines=$(wc -l < "$file")
  [ "$lines" -le "$cap" ] || printf '%6d %s\n' "$lines" "$file"
done | sort -rn)
if [ -n "$long" ]; then
  printf 'Longer than %d lines:\n%s\n' "$cap" "$long" >&2
  exit 1
fi
