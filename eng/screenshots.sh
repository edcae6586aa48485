#!/usr/bin/env bash
# Makes the pictures of the console in docs/console/ from the demo. Needs chromium, curl and python3, and a build (Release unless CONFIGURATION says otherwise).
set -euo pipefail
cd "$(dirname "$0")/.."
port=5099
address=http://127.0.0.1:$port
log=$(mktemp)
dotnet "src/Tidegate/bin/${CONFIGURATION:-Release}/net10.0/tidegate.dll" demo --port $port --speed 120 >"$log" 2>&1 &
demo=$!
trap 'kill $demo 2>/dev/null || true; rm -f "$log"' EXIT
# Until the attacker was blocked and has moved on a few times.
for _ in $(seq 120); do
  [ "$(grep -c 'followed there' "$log")" -ge 3 ] && break
  sleep 1
done
[ "$(grep -c 'followed there' "$log")" -ge 3 ] || { echo "screenshots: the demo showed no attack in two minutes:"; cat "$log"; exit 1; }

shoot() {
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size="$3" --screenshot="docs/console/$1.png" "$address$2" >/dev/null 2>&1
  echo "docs/console/$1.png"
}

id=$(curl -fsS "$address/v1/incidents" | python3 -c 'import json,sys; print(json.load(sys.stdin)["items"][0]["id"])')
# The page fills in what is usual once the sums are read.
for _ in $(seq 60); do
  curl -fsS "$address/" | grep -q 'Expected is' && break
  sleep 0.5
done
shoot now / 1280,1250
shoot incident "/incidents/$id" 1280,2600
shoot explore "/explore?by=customer,network" 1280,900
shoot reports /reports/customers 1280,900
