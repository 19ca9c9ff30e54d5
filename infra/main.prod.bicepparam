using 'main.bicep'

// Sends nothing until mailMode says so: go live in four steps (docs/operations.md).
param environmentName = 'prod'
param alertEmail = 'on-call@example.com'
param mailMode = 'Off'
param mailDomain = 'mail.example.com'
param mailDomainVerified = false

// Set in the second deployment, when the host name of the app is known and your DNS points to it (docs/deploy.md).
param linksHostName = ''
param linksHostNameBound = false

param monthlyBudget = 100
param logRetentionInDays = 90
