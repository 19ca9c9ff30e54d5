import { roles } from 'contract.bicep'

@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string
@description('Region of the workspace.')
param location string
@description('Tags for every resource.')
param tags object
@description('Days that logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param retentionInDays int
@description('Most that may be ingested in a day, in GB; -1 is no limit.')
param dailyCapInGB int
@description('Principal that publishes telemetry.')
param publisherPrincipalId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: 'log-followup-${token}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionInDays
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
    workspaceCapping: { dailyQuotaGb: dailyCapInGB }
  }
}

resource appInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-followup-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: appInsights
  name: guid(appInsights.id, publisherPrincipalId, roles.monitoringMetricsPublisher)
  properties: {
    principalId: publisherPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.monitoringMetricsPublisher
    )
  }
}

@description('Id that alert rules and the workbook query.')
output appInsightsId string = appInsights.id
@description('Not a secret: local authentication is off, so that ingestion needs an Entra token.')
output connectionString string = appInsights.properties.ConnectionString
