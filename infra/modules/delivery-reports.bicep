import { inputQueues, roles } from 'contract.bicep'

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string
@description('Region of the delivery identity.')
param location string
@description('Tags for every resource.')
param tags object
@description('Communication service whose reports are wanted.')
param communicationServiceId string
@description('Account of the destination queue.')
param storageAccountName string

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: storageAccountName

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource reports 'queues' existing = { name: inputQueues.DeliveryReports }
  }
}

// Its own identity: it may put messages on one queue and nothing else.
resource courier 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-followup-reports-${token}'
  location: location
  tags: tags
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::queueService::reports
  name: guid(account::queueService::reports.id, courier.id, roles.storageQueueDataMessageSender)
  properties: {
    principalId: courier.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageQueueDataMessageSender
    )
  }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgt-followup-${token}'
  location: 'global'
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${courier.id}': {} } }
  properties: {
    source: communicationServiceId
    topicType: 'Microsoft.Communication.CommunicationServices'
  }
}

resource reports 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'email-delivery-reports'
  dependsOn: [grant]
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: { includedEventTypes: ['Microsoft.Communication.EmailDeliveryReportReceived'] }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deliveryWithResourceIdentity: {
      identity: { type: 'UserAssigned', userAssignedIdentity: courier.id }
      destination: {
        endpointType: 'StorageQueue'
        properties: {
          resourceId: account.id
          queueName: inputQueues.DeliveryReports
          queueMessageTimeToLiveInSeconds: 604800
        }
      }
    }
  }
}
