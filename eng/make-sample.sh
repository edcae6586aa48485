#!/usr/bin/env bash
# Makes samples/harbour-morning.ndjson.gz: two small days of synthetic traffic with an attack on the second.
# The same seed gives the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
dotnet run --project src/Tidegate -c Release -- simulate sample --seed 1 --out "$folder"
mkdir -p samples
mv "$folder/events.ndjson.gz" samples/harbour-morning.ndjson.gz
ls -l samples/harbour-morning.ndjson.gz
