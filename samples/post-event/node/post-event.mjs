// Posts one closed call to FollowUp's queue.
//   npm ci && FOLLOWUP_STORAGE_ACCOUNT=yourstorage node post-event.mjs call-4711
// The identity that runs this needs the role "Storage Queue Data Message Sender" on the queue call-closed, and no other right.
// For the local emulator set FOLLOWUP_STORAGE_CONNECTION to its connection string instead.
import { QueueClient } from "@azure/storage-queue";

const queueName = process.env.FOLLOWUP_QUEUE ?? "call-closed";
const connection = process.env.FOLLOWUP_STORAGE_CONNECTION;
const account = process.env.FOLLOWUP_STORAGE_ACCOUNT;

async function open() {
  if (connection) return new QueueClient(connection, queueName);
  if (!account) throw new Error("Set FOLLOWUP_STORAGE_ACCOUNT to the name of FollowUp's storage account.");
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new QueueClient(`https://${account}.queue.core.windows.net/${queueName}`, new DefaultAzureCredential());
}

const callId = process.argv[2] ?? `call-${Date.now()}`;
const closedAt = new Date();
const event = {
  specversion: "1.0",
  type: "followup.call.closed.v1",
  source: "/my-platform",
  id: `${callId}-closed`,
  time: closedAt.toISOString(),
  data: {
    callId,
    startedAt: new Date(closedAt.getTime() - 7 * 60_000).toISOString(),
    closedAt: closedAt.toISOString(),
    queue: "billing",
    outcome: "resolved",
    documentationConsent: "granted",
    reason: "Charged twice",
    customer: { id: "c-1", name: "Ada Lovell", email: "ada@example.com", phone: "+33 1 99 00 12 34", language: "fr", timeZone: "Europe/Paris" },
    agent: { id: "a-1", name: "Sam Okafor", email: "sam@example.com", phone: "+44 20 7946 0101" },
  },
};

// The text goes on the queue as it is: the client of this version encodes nothing.
const queue = await open();
await queue.sendMessage(JSON.stringify(event));
console.log(`${callId} is on ${queueName}.`);
