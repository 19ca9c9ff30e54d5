@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string
@description('Region of the rules.')
param location string
@description('Tags for every resource.')
param tags object
@description('Address that receives alerts.')
param alertEmail string
@description('Application Insights whose logs are queried.')
param appInsightsId string
@description('Storage account whose availability is watched.')
param storageAccountId string

resource onCall 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-followup-${token}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'followup'
    enabled: true
    emailReceivers: [{ name: 'on-call', emailAddress: alertEmail, useCommonAlertSchema: true }]
  }
}

// Each rule has its section in docs/operations.md under the same name. A rule fires when its query returns more rows than `above`.
var logAlerts = loadYamlContent('alerts.yaml')

resource logRules 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in logAlerts: {
    name: 'sqr-followup-${alert.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'FollowUp: ${alert.name}'
      description: '${alert.description} See docs/operations.md#${alert.name}'
      severity: alert.severity
      enabled: true
      scopes: [appInsightsId]
      evaluationFrequency: alert.every
      windowSize: alert.window
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [onCall.id] }
    }
  }
]

resource storageAvailability 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'ma-followup-storage-is-unavailable-${token}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Availability of the storage account is below 99.9 percent. See docs/operations.md#storage-is-unavailable'
    severity: 2
    enabled: true
    scopes: [storageAccountId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'availability'
          metricName: 'Availability'
          operator: 'LessThan'
          threshold: json('99.9')
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [{ actionGroupId: onCall.id }]
  }
}
