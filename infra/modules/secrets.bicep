import { linkKeySecret, pepperSecret, roles } from 'contract.bicep'

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string
@description('Region of the vault.')
param location string
@description('Tags for every resource.')
param tags object
@description('Principal of the app; it reads secrets.')
param appPrincipalId string
@description('Principal that deploys; it makes secrets that are missing.')
param deployerPrincipalId string
@description('Numbers of the link signing keys; the highest signs, all open.')
param linkKeyNumbers int[]
@description('True: only the private endpoint, trusted Azure services and the allowed addresses reach the vault.')
param isPrivate bool
@description('Public addresses (CIDR) that reach a private vault.')
param allowedAddresses string[]

// Holds two kinds of values and no Bicep resource for them: a value that a template knows is a value that a deployment log may know.
// make-secrets.sh makes what is missing, in the vault, after this module.
resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: 'kvfollowup${token}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      ipRules: [for address in allowedAddresses: { value: address }]
    }
  }
}

resource appGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, appPrincipalId, roles.keyVaultSecretsUser)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}

resource deployerGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, deployerPrincipalId, roles.keyVaultSecretsOfficer)
  properties: {
    principalId: deployerPrincipalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsOfficer)
  }
}

@description('Id of the vault.')
output vaultId string = vault.id
@description('Name of the vault.')
output vaultName string = vault.name
@description('Names that make-secrets.sh makes where they are missing.')
output names string[] = flatten([[pepperSecret], map(linkKeyNumbers, number => linkKeySecret(number))])
