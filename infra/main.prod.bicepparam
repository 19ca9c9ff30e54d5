using 'main.bicep'

// Sends nothing until mailMode says so: go live in four steps (docs/operations.md).
param environmentName = 'prod'
param alertEmail = 'on-call@example.com'
param mailMode = 'Off'
param mailDomain = 'mail.example.com'
param mailDomainVerified = false
param linksHostName = 'care.example.com'
param linksHostNameBound = false
param monthlyBudget = 100
param logRetentionInDays = 90
