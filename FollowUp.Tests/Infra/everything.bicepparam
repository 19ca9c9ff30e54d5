using 'main.bicep'

// Everything that is optional, switched on; read by tests only.
param environmentName = 'all'
param alertEmail = 'on-call@example.com'
param mailMode = 'AllowList'
param mailAllowList = ['example.com', 'ada@example.org']
param mailDomain = 'mail.example.com'
param mailDomainVerified = true
param senderPersonas = [
  { username: 'care', displayName: 'Customer care' }
  { username: 'supervisor', displayName: 'Supervisors' }
]
param linkKeyNumbers = [1, 2]
param linksHostName = 'care.example.com'
param linksHostNameBound = true
param zoomWebhook = true
param deskClientId = '11111111-1111-1111-1111-111111111111'
param callPlatformPrincipalId = '22222222-2222-2222-2222-222222222222'
param outcomesReaderPrincipalId = '33333333-3333-3333-3333-333333333333'
param privateNetworking = true
param allowedAddresses = ['198.51.100.7']
param monthlyBudget = 50
