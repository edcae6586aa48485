"""Keeps a local copy of Tidegate's decisions and goes on deciding when the service is away. Standard library only."""
import datetime, json, threading, time, urllib.request

class Enforcer:
    RANK = {"allow": 1, "block": 2, "throttle": 4}  # a hold-block is 0, monitor changes nothing

    def __init__(self, base="http://127.0.0.1:5080", key=""):
        self.base, self.headers = base, {"Authorization": f"Bearer {key}"} if key else {}
        self.orders, self.seq, self.mode, self.watched, self.clock = {}, None, "monitor", set(), (0, 0)
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self):
        while True:
            try:
                after = "" if self.seq is None else f"?after={self.seq}"
                for raw in urllib.request.urlopen(urllib.request.Request(f"{self.base}/v1/decisions/stream{after}", headers=self.headers), timeout=20):
                    line = json.loads(raw); kind, order = line["type"], line.get("decision")
                    if kind == "snapshot_begin": fresh = {}
                    elif kind == "decision": fresh[order["id"]] = order
                    elif kind == "snapshot_end": self.orders = fresh
                    elif kind == "set": self.orders = {**self.orders, order["id"]: order}
                    elif kind == "gone": self.orders = {k: o for k, o in self.orders.items() if k != order["id"]}
                    if kind != "decision" and kind != "snapshot_begin": self.seq = line["sequence"]
                    if "now" in line: self.mode, self.watched, self.clock = line["mode"], set(line["monitor_customers"]), (self._seconds(line["now"]), time.monotonic())
            except (OSError, ValueError): pass
            time.sleep(2)  # away: the copy at hand goes on deciding

    def _seconds(self, text): return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()

    def check(self, customer, destination, sender="", supplier="", mccmnc=""):
        number, now, best = int(destination.lstrip("+")), self.clock[0] + time.monotonic() - self.clock[1], (9, "allow", None)
        for o in self.orders.values():
            s = o["scope"]
            if all(not s[k] or v in s[k] for k, v in (("customers", customer), ("senders", sender), ("suppliers", supplier))) \
                    and (not s["networks"] or mccmnc in s["networks"] or (not mccmnc and s["ranges"])) \
                    and (not s["ranges"] or any(int(r["from"]) <= number <= int(r["to"]) for r in s["ranges"])) \
                    and o["action"] in self.RANK and ("until" not in o or self._seconds(o["until"]) > now):
                best = min(best, (0 if o["hold"] else self.RANK[o["action"]], o["action"], o["id"]), key=lambda b: b[0])
        if self.mode == "monitor" or customer in self.watched or best[1] == "allow": return "allow", best[2]
        if "except_known_before" in self.orders.get(best[2], {"scope": {}})["scope"]:  # the service knows whom the customer messaged before
            try:
                body = json.dumps({"customer": customer, "destination": destination, "sender": sender, "supplier": supplier, "mccmnc": mccmnc})
                answer = json.load(urllib.request.urlopen(urllib.request.Request(f"{self.base}/v1/check", body.encode(), self.headers), timeout=0.5))
                return answer["verdict"], answer.get("decision_id")
            except OSError: pass  # away: by the copy
        return best[1:]
