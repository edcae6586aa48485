#!/usr/bin/env bash
# Makes the pictures of the console in docs/console/ from the demo. Needs chromium, curl and python3, and a build (Release unless CONFIGURATION says otherwise).
# Given a folder, it makes pictures of all pages there instead, light and dark, wide and as on a phone, to be looked at.
set -euo pipefail
all=${1:+$(realpath -m "$1")}
cd "$(dirname "$0")/.."
port=5099
address=http://127.0.0.1:$port
log=$(mktemp)
profile=$(mktemp -d)
dotnet "src/Tidegate/bin/${CONFIGURATION:-Release}/net10.0/tidegate.dll" demo --port $port --speed 120 >"$log" 2>&1 &
demo=$!
trap 'kill $demo 2>/dev/null || true; rm -rf "$log" "$profile"' EXIT
# Until the attacker was blocked and has moved on a few times.
for _ in $(seq 120); do
  [ "$(grep -c 'followed there' "$log")" -ge 3 ] && break
  sleep 1
done
[ "$(grep -c 'followed there' "$log")" -ge 3 ] || { echo "screenshots: the demo showed no attack in two minutes:"; cat "$log"; exit 1; }

# FILE ADDRESS WIDTH,HEIGHT [--dark]
shoot() {
  local dark=()
  [ "${4:-}" = --dark ] && dark=(--force-dark-mode)
  [ "$2" = / ] && sums
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" "${dark[@]}" --window-size="$3" --screenshot="$1" "$address$2" >/dev/null 2>&1
  echo "$1"
}

first() { curl -fsS "$address/v1/$1" | python3 -c "import json,sys; print(json.load(sys.stdin)['items'][0]['$2'])"; }

incident=$(first incidents id)
customer=$(curl -fsS "$address/v1/incidents/$incident" | python3 -c "import json,sys; print(json.load(sys.stdin)['scope']['customers'][0])")
supplier=$(first suppliers name)
# The page fills in what is usual once the sums are read, which a busy machine takes a while for.
sums() {
  for _ in $(seq 60); do
    curl -fsS "$address/" | grep -q 'Expected is' && break
    sleep 0.5
  done
}

if [ -n "$all" ]; then
  mkdir -p "$all"
  while read -r name path height; do
    shoot "$all/$name.png" "$path" "1280,$height"
    shoot "$all/$name-dark.png" "$path" "1280,$height" --dark
    shoot "$all/$name-phone.png" "$path" "360,$((height * 2))"
  done <<PAGES
now / 1700
incidents /incidents 700
incident /incidents/$incident 4200
decisions /decisions 1000
explore /explore?by=customer,network 1000
reports /reports 700
report-customers /reports/customers 1400
report-suppliers /reports/suppliers 1400
policies /policies 1500
customers /customers 900
customer /customers/$customer 2300
suppliers /suppliers 900
supplier /suppliers/$supplier 2000
settings /settings 1900
rates /settings/rates 700
schedules /schedules 600
claims /claims 600
ranges /ranges 700
start /start 1100
PAGES
  exit
fi

shoot docs/console/now.png / 1280,1500
shoot docs/console/now-dark.png / 1280,1500 --dark
shoot docs/console/now-phone.png / 360,1600
shoot docs/console/incident.png "/incidents/$incident" 1280,2600
shoot docs/console/incident-phone.png "/incidents/$incident" 360,1800
shoot docs/console/decisions.png /decisions 1280,900
shoot docs/console/explore.png "/explore?by=customer,network" 1280,900
shoot docs/console/reports.png /reports/customers 1280,900
shoot docs/console/policies.png /policies 1280,1200
shoot docs/console/customer.png "/customers/$customer" 1280,1400
shoot docs/console/settings.png /settings 1280,1500
