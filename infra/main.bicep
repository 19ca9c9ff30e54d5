import { senderPersona } from 'modules/email.bicep'

targetScope = 'resourceGroup'

@description('Short name of the environment; part of the names of resources.')
@minLength(2)
@maxLength(8)
param environmentName string

@description('Region for everything that is regional.')
param location string = resourceGroup().location

@description('Where Azure Communication Services keeps data at rest.')
@allowed(['Europe', 'UK', 'United States'])
param dataLocation string = 'Europe'

@description('Address that receives alerts.')
@minLength(3)
param alertEmail string

@description('Whom mails go to: Off plans and sends nothing, Redirect sends all to one mailbox, AllowList to listed recipients, Live to customers.')
@allowed(['Off', 'Redirect', 'AllowList', 'Live'])
param mailMode string

@description('The one mailbox of Redirect.')
param mailRedirectTo string = ''

@description('Addresses and domains of AllowList.')
param mailAllowList string[] = []

@description('Sending domain of your own; empty: the one that Azure manages, 10 mails an hour.')
param mailDomain string = ''

@description('True in the second deployment, once the DNS records of mailDomain are verified.')
param mailDomainVerified bool = false

@description('Senders beside DoNotReply; the first one sends. Needs a verified domain with a raised quota.')
param senderPersonas senderPersona[] = []

@description('Mails that the provider takes in a minute; raise it with the quota.')
@minValue(1)
param sendingPerMinute int = empty(mailDomain) || !mailDomainVerified ? 5 : 30

@description('Mails that the provider takes in an hour; raise it with the quota.')
@minValue(1)
param sendingPerHour int = empty(mailDomain) || !mailDomainVerified ? 10 : 100

@description('Numbers of the link signing keys: the highest signs, all open. Rotate by adding one (docs/operations.md).')
@minLength(1)
param linkKeyNumbers int[] = [1]

@description('Days that a call is kept.')
@minValue(1)
@maxValue(3650)
param retentionDays int = 365

@description('Host name of your own for the links in mails; empty: the one of the app.')
param linksHostName string = ''

@description('True in the second deployment, once linksHostName is bound: it gets a certificate, and links use it.')
param linksHostNameBound bool = false

@description('Application (client id) that people sign in with at the desk; empty: the desk answers nobody.')
param deskClientId string = ''

@description('True once the vault holds zoom-webhook, the secret token of the Zoom app that posts to /api/v1/calls/zoom.')
param zoomWebhook bool = false

@description('Principal that posts events; empty: an identity is made for it.')
param callPlatformPrincipalId string = ''

@description('Principal that takes outcomes, such as a CRM; empty: none.')
param outcomesReaderPrincipalId string = ''

@description('Principal that deploys: it makes missing secrets and writes package and configuration.')
param deployerPrincipalId string = deployer().objectId

@description('True: storage and vault are reached through private endpoints only.')
param privateNetworking bool = false

@description('Addresses of the private network; /25 or larger.')
param networkAddressPrefix string = '10.60.0.0/24'

@description('Public addresses (CIDR) that reach private storage and vault: of whoever deploys, and of the call platform.')
param allowedAddresses string[] = []

@description('How storage keeps its copies.')
@allowed(['Standard_ZRS', 'Standard_LRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('Spend in a month that is expected, in the currency of the subscription; 0: no budget.')
@minValue(0)
param monthlyBudget int = 0

@description('Days that logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param logRetentionInDays int = 30

@description('Most that may be logged in a day, in GB; -1: no limit.')
param logDailyCapInGB int = 1

@description('Name of the runtime stack.')
param runtimeName string = 'custom'

@description('Version of the runtime stack.')
param runtimeVersion string = '1.0'

@description('Memory of one instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 512

@description('Scale-out limit.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

var token = toLower(uniqueString(subscription().id, resourceGroup().id, environmentName))
var tags = { application: 'followup', environment: environmentName, 'azd-env-name': environmentName }
var mailSettings = union(
  { Mail__Mode: mailMode },
  mailMode == 'Redirect'
    ? { Mail__RedirectTo: empty(mailRedirectTo) ? fail('mailMode Redirect needs mailRedirectTo') : mailRedirectTo }
    : {},
  mailMode == 'AllowList'
    ? {
        Mail__AllowList: empty(mailAllowList)
          ? fail('mailMode AllowList needs mailAllowList')
          : join(mailAllowList, ',')
      }
    : {}
)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-followup-${environmentName}-${token}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    token: token
    location: location
    tags: tags
    retentionInDays: logRetentionInDays
    dailyCapInGB: logDailyCapInGB
    publisherPrincipalId: identity.properties.principalId
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    token: token
    location: location
    tags: tags
    sku: storageSku
    appPrincipalId: identity.properties.principalId
    deployerPrincipalId: deployerPrincipalId
    isPrivate: privateNetworking
    allowedAddresses: allowedAddresses
  }
}

module callPlatform 'modules/call-platform.bicep' = {
  params: {
    token: token
    location: location
    tags: tags
    storageAccountName: storage.outputs.accountName
    senderPrincipalId: callPlatformPrincipalId
    outcomesReaderPrincipalId: outcomesReaderPrincipalId
  }
}

module secrets 'modules/secrets.bicep' = {
  params: {
    token: token
    location: location
    tags: tags
    appPrincipalId: identity.properties.principalId
    deployerPrincipalId: deployerPrincipalId
    linkKeyNumbers: linkKeyNumbers
    isPrivate: privateNetworking
    allowedAddresses: allowedAddresses
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  params: { token: token, location: location, tags: tags, addressPrefix: networkAddressPrefix }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (privateNetworking) {
  params: {
    token: token
    location: location
    tags: tags
    networkId: network!.outputs.networkId
    subnetId: network!.outputs.endpointSubnetId
    storageAccountId: storage.outputs.accountId
    vaultId: secrets.outputs.vaultId
  }
}

module email 'modules/email.bicep' = {
  params: {
    token: token
    tags: tags
    dataLocation: dataLocation
    mailDomain: mailDomain
    mailDomainVerified: mailDomainVerified
    senderPersonas: senderPersonas
    senderPrincipalId: identity.properties.principalId
  }
}

module deliveryReports 'modules/delivery-reports.bicep' = {
  params: {
    token: token
    location: location
    tags: tags
    communicationServiceId: email.outputs.communicationServiceId
    storageAccountName: storage.outputs.accountName
  }
}

module app 'modules/function-app.bicep' = {
  params: {
    token: token
    location: location
    tags: tags
    identityId: identity.id
    identityClientId: identity.properties.clientId
    storageAccountName: storage.outputs.accountName
    packageContainerUrl: storage.outputs.packageContainerUrl
    configContainerUrl: storage.outputs.configContainerUrl
    appInsightsConnectionString: monitoring.outputs.connectionString
    emailEndpoint: email.outputs.endpoint
    senderAddress: email.outputs.senderAddress
    sendingPerMinute: sendingPerMinute
    sendingPerHour: sendingPerHour
    mailSettings: mailSettings
    vaultName: secrets.outputs.vaultName
    linkKeyNumbers: linkKeyNumbers
    retentionDays: retentionDays
    linksHostName: linksHostNameBound ? linksHostName : ''
    deskClientId: deskClientId
    zoomWebhook: zoomWebhook
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    runtimeName: runtimeName
    runtimeVersion: runtimeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
  }
}

module linksHost 'modules/links-host.bicep' = if (!empty(linksHostName)) {
  params: {
    appName: app.outputs.name
    location: location
    tags: tags
    hostName: linksHostName
    certified: linksHostNameBound
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    token: token
    location: location
    tags: tags
    alertEmail: alertEmail
    appInsightsId: monitoring.outputs.appInsightsId
    storageAccountId: storage.outputs.accountId
  }
}

module workbook 'modules/workbook.bicep' = {
  params: { token: token, location: location, tags: tags, appInsightsId: monitoring.outputs.appInsightsId }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0) {
  params: { monthlyAmount: monthlyBudget, alertEmail: alertEmail }
}

@description('Name to publish the package to.')
output functionAppName string = app.outputs.name
@description('Host name that Azure gave the app.')
output functionAppHostName string = app.outputs.hostName
@description('Account of queues, table and package.')
output storageAccountName string = storage.outputs.accountName
@description('Vault whose missing secrets are made after this deployment.')
output vaultName string = secrets.outputs.vaultName
@description('Names of the secrets that have to be there.')
output secretNames string[] = secrets.outputs.names
@description('Client id that the call platform posts with; empty when an existing principal does.')
output callPlatformClientId string = callPlatform.outputs.senderClientId
@description('From address of every mail.')
output senderAddress string = email.outputs.senderAddress
@description('DNS records that verify mailDomain.')
output mailDomainRecords object = email.outputs.dnsRecords
@description('Value of the TXT record asuid.HOST that proves linksHostName.')
output linksHostNameProof string = app.outputs.hostNameProof
