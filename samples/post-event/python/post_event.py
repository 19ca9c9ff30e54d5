"""Posts one closed call to FollowUp's queue.

    pip install azure-storage-queue azure-identity
    FOLLOWUP_STORAGE_ACCOUNT=yourstorage python post_event.py call-4711

The identity that runs this needs the role "Storage Queue Data Message Sender" on the queue call-closed, and no other right.
For the local emulator set FOLLOWUP_STORAGE_CONNECTION to its connection string instead.
"""

import json
import os
import sys
from datetime import datetime, timedelta, timezone

from azure.storage.queue import QueueClient

QUEUE = os.environ.get("FOLLOWUP_QUEUE", "call-closed")


def open_queue() -> QueueClient:
    connection = os.environ.get("FOLLOWUP_STORAGE_CONNECTION")
    if connection:
        return QueueClient.from_connection_string(connection, QUEUE)
    from azure.identity import DefaultAzureCredential

    account = os.environ["FOLLOWUP_STORAGE_ACCOUNT"]
    return QueueClient(f"https://{account}.queue.core.windows.net", QUEUE, credential=DefaultAzureCredential())


def closed_call(call_id: str, closed_at: datetime) -> dict:
    return {
        "specversion": "1.0",
        "type": "followup.call.closed.v1",
        "source": "/my-platform",
        "id": f"{call_id}-closed",
        "time": closed_at.isoformat(),
        "data": {
            "callId": call_id,
            "startedAt": (closed_at - timedelta(minutes=7)).isoformat(),
            "closedAt": closed_at.isoformat(),
            "queue": "billing",
            "outcome": "resolved",
            "documentationConsent": "granted",
            "reason": "Charged twice",
            "customer": {"id": "c-1", "name": "Ada Lovell", "email": "ada@example.com", "phone": "+33 1 99 00 12 34", "language": "fr", "timeZone": "Europe/Paris"},
            "agent": {"id": "a-1", "name": "Sam Okafor", "email": "sam@example.com", "phone": "+44 20 7946 0101"},
        },
    }


def main() -> None:
    now = datetime.now(timezone.utc)
    call_id = sys.argv[1] if len(sys.argv) > 1 else f"call-{int(now.timestamp())}"
    open_queue().send_message(json.dumps(closed_call(call_id, now)))
    print(f"{call_id} is on {QUEUE}.")


if __name__ == "__main__":
    main()
