// Names that the program and the infrastructure share. A key is the name of the function that reads the queue, which is also its setting.

@export()
@description('Queues that our functions read; each has a poison twin.')
var inputQueues = {
  CallClosed: 'call-closed'
  CallUpdates: 'call-updates'
  DeliveryReports: 'delivery-reports'
  Send: 'send'
}

@export()
@description('Queue that only others read.')
var outcomesQueue = 'followup-outcomes'

@export()
@description('Table of all state.')
var stateTable = 'followups'

@export()
@description('Blob container of the deployment package.')
var packageContainer = 'app-package'

@export()
@description('Blob container of plan book, directory and templates.')
var configContainer = 'config'

@export()
@description('Names in the vault: made once, never rotated.')
var pepperSecret = 'pepper'

@export()
@description('Name in the vault of the secret token of a Zoom app; put there by whoever has it.')
var zoomSecret = 'zoom-webhook'

@export()
@description('Name in the vault of the link signing key with a number.')
func linkKeySecret(number int) string => 'link-key-${number}'

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
@export()
@description('Ids of the built-in roles in use; the same in every tenant.')
var roles = {
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageQueueDataMessageProcessor: '8a0f0c08-91a1-4084-bc3d-661d67233fed'
  storageQueueDataMessageSender: 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}
