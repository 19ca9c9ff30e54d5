import { inputQueues, linkKeySecret, outcomesQueue, pepperSecret, stateTable, zoomSecret } from 'contract.bicep'

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string
@description('Region of the plan and the app.')
param location string
@description('Tags for every resource.')
param tags object
@description('Identity the app runs as.')
param identityId string
@description('Client id of the same identity.')
param identityClientId string
@description('Account of the host, the queues and the table.')
param storageAccountName string
@description('Blob container of the deployment package.')
param packageContainerUrl string
@description('Blob container of plan book, directory, templates and mail mode; what it lacks is taken from the package.')
param configContainerUrl string
@description('Application Insights connection string.')
param appInsightsConnectionString string
@description('Base address of the email API.')
param emailEndpoint string
@description('From address of every mail.')
param senderAddress string
@description('Mails that the provider takes in a minute.')
param sendingPerMinute int
@description('Mails that the provider takes in an hour.')
param sendingPerHour int
@description('Settings that decide whom mails go to.')
param mailSettings object
@description('Vault of the pepper and the link signing keys.')
param vaultName string
@description('Numbers of the link signing keys; the highest signs, all open.')
param linkKeyNumbers int[]
@description('Days that a call is kept.')
param retentionDays int
@description('Host name of the links in mails; empty: the one of the app.')
param linksHostName string
@description('Application that people sign in with at the desk; empty: the desk answers nobody.')
param deskClientId string
@description('True: the vault holds the secret token of a Zoom app.')
param zoomWebhook bool
@description('Subnet that outgoing traffic takes; empty: none.')
param subnetId string
@description('Name of the runtime stack.')
param runtimeName string
@description('Version of the runtime stack.')
param runtimeVersion string
@description('Memory of one instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int
@description('Scale-out limit.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

// One value for the platform's sign-in and for the program's trust in it: the one without the other would let strangers name themselves.
var deskSignIn = !empty(deskClientId)

// The settings name the secrets; only the platform, as the app's identity, reads them.
var linkKeySettings = toObject(
  linkKeyNumbers,
  number => 'Links__Keys__${number}',
  number => '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${linkKeySecret(number)})'
)

var queueSettings = toObject(
  flatten(map(items(inputQueues), queue => [
    { name: 'Queues__${queue.key}', queue: queue.value }
    { name: 'Queues__${queue.key}Poison', queue: '${queue.value}-poison' }
  ])),
  setting => setting.name,
  setting => setting.queue
)

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-followup-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: 'func-followup-${token}'
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: runtimeName, version: runtimeVersion }
      scaleAndConcurrency: { instanceMemoryMB: instanceMemoryMB, maximumInstanceCount: maximumInstanceCount }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: false
    }
  }

  // Everybody passes the platform: customers have no account, and the handler itself asks for a signed-in person at the desk.
  resource signIn 'config' = {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: deskSignIn }
      globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
      httpSettings: { requireHttps: true }
      login: { tokenStore: { enabled: false } }
      identityProviders: deskSignIn
        ? {
            azureActiveDirectory: {
              enabled: true
              registration: {
                openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
                clientId: deskClientId
                // No secret: the app's identity vouches for the application (federated credential, docs/deploy.md).
                clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
              }
              validation: { allowedAudiences: [deskClientId] }
            }
          }
        : {}
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    dependsOn: [signIn]
    properties: union(
      {
        AzureWebJobsStorage__accountName: storageAccountName
        AzureWebJobsStorage__clientId: identityClientId
        AzureWebJobsStorage__credential: 'managedidentity'
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
        APPLICATIONINSIGHTS_CONNECTION_STRING: appInsightsConnectionString
        Config__BlobContainerUri: configContainerUrl
        Desk__TrustPrincipal: deskSignIn ? 'true' : 'false'
        Email__Endpoint: emailEndpoint
        FollowUp__Pepper: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${pepperSecret})'
        FollowUp__RetentionDays: string(retentionDays)
        Links__BaseUrl: 'https://${empty(linksHostName) ? app.properties.defaultHostName : linksHostName}'
        Mail__From: senderAddress
        Queues__Outcomes: outcomesQueue
        Schedules__DueSweep: '0 * * * * *'
        Schedules__Upkeep: '0 0 2 * * *'
        Sending__PerHour: string(sendingPerHour)
        Sending__PerMinute: string(sendingPerMinute)
        Storage__Table: stateTable
      },
      queueSettings,
      mailSettings,
      linkKeySettings,
      zoomWebhook ? { Zoom__WebhookSecret: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${zoomSecret})' } : {},
      deskSignIn ? { OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identityClientId } : {}
    )
  }
}

resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

@description('Id of the app.')
output id string = app.id
@description('Name of the app.')
output name string = app.name
@description('Host name that Azure gave the app.')
output hostName string = app.properties.defaultHostName
@description('Value of the TXT record that proves a host name of your own.')
output hostNameProof string = app.properties.customDomainVerificationId!
