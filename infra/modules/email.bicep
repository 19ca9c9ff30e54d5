@export()
@description('A sender beside the default one.')
type senderPersona = {
  @description('The part before the @.')
  @minLength(1)
  username: string
  @description('What the reader sees beside the address.')
  displayName: string
}

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string
@description('Tags for every resource.')
param tags object
@description('Data residency; the email service and the communication service must agree.')
param dataLocation string
@description('The sending domain of your own; empty: the one that Azure manages.')
param mailDomain string
@description('True once the DNS records of the domain are verified.')
param mailDomainVerified bool
@description('Senders beside DoNotReply; needs a verified domain with a raised quota.')
param senderPersonas senderPersona[]
@description('Principal that sends email.')
param senderPrincipalId string

var sendsFromOwnDomain = !empty(mailDomain) && mailDomainVerified

resource emailService 'Microsoft.Communication/emailServices@2026-03-18' = {
  name: 'acse-followup-${token}'
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }
}

resource managedDomain 'Microsoft.Communication/emailServices/domains@2026-03-18' = {
  parent: emailService
  name: 'AzureManagedDomain'
  location: 'global'
  tags: tags
  properties: { domainManagement: 'AzureManaged', userEngagementTracking: 'Disabled' }
}

resource ownDomain 'Microsoft.Communication/emailServices/domains@2026-03-18' = if (!empty(mailDomain)) {
  parent: emailService
  name: empty(mailDomain) ? 'none' : mailDomain
  location: 'global'
  tags: tags
  properties: { domainManagement: 'CustomerManaged', userEngagementTracking: 'Disabled' }

  @batchSize(1)
  resource personas 'senderUsernames' = [
    for persona in sendsFromOwnDomain ? senderPersonas : []: {
      name: persona.username
      properties: { username: persona.username, displayName: persona.displayName }
    }
  ]
}

resource communicationService 'Microsoft.Communication/communicationServices@2026-03-18' = {
  name: 'acs-followup-${token}'
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    linkedDomains: [sendsFromOwnDomain ? ownDomain.id : managedDomain.id]
  }
}

// There is no built-in role that only sends: these two actions are what the email API asks for.
resource mailSender 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, token, 'mail-sender')
  properties: {
    roleName: 'FollowUp mail sender ${token}'
    description: 'Sends email through a Communication Services resource.'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.Communication/CommunicationServices/Read'
          'Microsoft.Communication/CommunicationServices/Write'
        ]
      }
    ]
    assignableScopes: [resourceGroup().id]
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: communicationService
  name: guid(communicationService.id, senderPrincipalId, 'mail-sender')
  properties: {
    principalId: senderPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: mailSender.id
  }
}

var senderUsername = sendsFromOwnDomain && !empty(senderPersonas) ? senderPersonas[0].username : 'DoNotReply'

@description('Source of the delivery reports.')
output communicationServiceId string = communicationService.id
@description('Base address of the email API.')
output endpoint string = 'https://${communicationService.properties.hostName}'
@description('From address of every mail: the first persona, else the only sender a domain has from the start.')
output senderAddress string = '${senderUsername}@${sendsFromOwnDomain ? mailDomain : managedDomain.properties.fromSenderDomain}'
@description('DNS records that verify your own domain.')
output dnsRecords object = empty(mailDomain) ? {} : ownDomain!.properties.verificationRecords
