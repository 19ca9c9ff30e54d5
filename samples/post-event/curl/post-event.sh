#!/usr/bin/env bash
# Posts one closed call to FollowUp over HTTP, for those who have no right to write to the queue.
#   FOLLOWUP_URL=https://your-app.azurewebsites.net FOLLOWUP_API_KEY=… ./post-event.sh call-4711
# The key is a function key of the function DeskApi. It goes into a header, because addresses end up in logs.
set -euo pipefail
: "${FOLLOWUP_URL:?Set FOLLOWUP_URL to the address of the app.}" "${FOLLOWUP_API_KEY:?Set FOLLOWUP_API_KEY to the function key.}"
call=${1:-call-$(date +%s)}
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
curl --silent --show-error --fail-with-body "$FOLLOWUP_URL/api/v1/calls" \
  --header "x-functions-key: $FOLLOWUP_API_KEY" --header "content-type: application/cloudevents+json" \
  --data @- <<JSON
{ "specversion": "1.0", "type": "followup.call.closed.v1", "source": "/my-platform", "id": "$call-closed", "time": "$now",
  "data": {
    "callId": "$call", "closedAt": "$now", "queue": "billing", "outcome": "resolved", "documentationConsent": "granted", "reason": "Charged twice",
    "customer": { "id": "c-1", "name": "Ada Lovell", "email": "ada@example.com", "phone": "+33 1 99 00 12 34", "language": "fr", "timeZone": "Europe/Paris" },
    "agent": { "id": "a-1", "name": "Sam Okafor", "email": "sam@example.com", "phone": "+44 20 7946 0101" } } }
JSON
