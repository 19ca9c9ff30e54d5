import { inputQueues, outcomesQueue, roles } from 'contract.bicep'

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string
@description('Region of the identity.')
param location string
@description('Tags for every resource.')
param tags object
@description('Account of the queues.')
param storageAccountName string
@description('Principal that posts events; empty: an identity is made for it.')
param senderPrincipalId string
@description('Principal that takes outcomes, such as a CRM; empty: none.')
param outcomesReaderPrincipalId string

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: storageAccountName

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource callClosed 'queues' existing = { name: inputQueues.CallClosed }
    resource callUpdates 'queues' existing = { name: inputQueues.CallUpdates }
    resource outcomes 'queues' existing = { name: outcomesQueue }
  }
}

resource sender 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = if (empty(senderPrincipalId)) {
  name: 'id-followup-call-platform-${token}'
  location: location
  tags: tags
}

var principalId = empty(senderPrincipalId) ? sender!.properties.principalId : senderPrincipalId
var principalKey = empty(senderPrincipalId) ? sender.id : senderPrincipalId

// Two assignments instead of a loop: a scope cannot be chosen by index.
resource closedGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::queueService::callClosed
  name: guid(account::queueService::callClosed.id, principalKey, roles.storageQueueDataMessageSender)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageQueueDataMessageSender
    )
  }
}

resource updatesGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::queueService::callUpdates
  name: guid(account::queueService::callUpdates.id, principalKey, roles.storageQueueDataMessageSender)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageQueueDataMessageSender
    )
  }
}

resource outcomesGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(outcomesReaderPrincipalId)) {
  scope: account::queueService::outcomes
  name: guid(account::queueService::outcomes.id, outcomesReaderPrincipalId, roles.storageQueueDataMessageProcessor)
  properties: {
    principalId: outcomesReaderPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageQueueDataMessageProcessor
    )
  }
}

@description('Client id of the identity that was made; empty when an existing principal posts.')
output senderClientId string = empty(senderPrincipalId) ? sender!.properties.clientId : ''
