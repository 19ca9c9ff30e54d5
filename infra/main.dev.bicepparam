using 'main.bicep'

// A pilot: the domain that Azure manages, and every mail to one mailbox.
param environmentName = 'dev'
param alertEmail = 'on-call@example.com'
param mailMode = 'Redirect'
param mailRedirectTo = 'followup-pilot@example.com'
param storageSku = 'Standard_LRS'
param retentionDays = 30
