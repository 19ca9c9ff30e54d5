import { configContainer, inputQueues, outcomesQueue, packageContainer, roles, stateTable } from 'contract.bicep'

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string
@description('Region of the account.')
param location string
@description('Tags for every resource.')
param tags object
@description('How copies are kept: zone-redundant, or in one data centre.')
@allowed(['Standard_ZRS', 'Standard_LRS', 'Standard_GZRS'])
param sku string
@description('Principal of the app; it reads and writes blobs, queues and tables.')
param appPrincipalId string
@description('Principal that deploys; it writes the package and the configuration, nothing else.')
param deployerPrincipalId string
@description('True: only private endpoints, trusted Azure services and the allowed addresses reach the account.')
param isPrivate bool
@description('Public addresses (CIDR) that reach a private account, such as those of a call platform.')
param allowedAddresses string[]

var appRoles = [roles.storageBlobDataOwner, roles.storageQueueDataContributor, roles.storageTableDataContributor]
var queueNames = flatten([
  flatten(map(items(inputQueues), queue => [queue.value, '${queue.value}-poison']))
  [outcomesQueue]
])

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' = {
  name: 'st${token}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      ipRules: [for address in allowedAddresses: { action: 'Allow', value: address }]
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      isVersioningEnabled: true
      deleteRetentionPolicy: { enabled: true, days: 14 }
      containerDeleteRetentionPolicy: { enabled: true, days: 14 }
    }

    resource packages 'containers' = { name: packageContainer }
    resource config 'containers' = { name: configContainer }
  }

  resource queueService 'queueServices' = {
    name: 'default'

    resource queues 'queues' = [for name in queueNames: { name: name }]
  }

  resource tableService 'tableServices' = {
    name: 'default'

    resource table 'tables' = { name: stateTable }
  }
}

resource appGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in appRoles: {
    scope: account
    name: guid(account.id, appPrincipalId, role)
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource packageGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::blobs::packages
  name: guid(account::blobs::packages.id, deployerPrincipalId, roles.storageBlobDataContributor)
  properties: {
    principalId: deployerPrincipalId
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageBlobDataContributor
    )
  }
}

resource configGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::blobs::config
  name: guid(account::blobs::config.id, deployerPrincipalId, roles.storageBlobDataContributor)
  properties: {
    principalId: deployerPrincipalId
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageBlobDataContributor
    )
  }
}

@description('Id of the account.')
output accountId string = account.id
@description('Name of the account.')
output accountName string = account.name
@description('Where deployment packages go.')
output packageContainerUrl string = '${account.properties.primaryEndpoints.blob}${packageContainer}'
@description('Where plan book, directory and templates are read from.')
output configContainerUrl string = '${account.properties.primaryEndpoints.blob}${configContainer}'
