@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string
@description('Region of the workbook.')
param location string
@description('Tags for every resource.')
param tags object
@description('Application Insights whose metrics are shown.')
param appInsightsId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, token, 'followup-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'FollowUp'
    category: 'workbook'
    version: '1.0'
    sourceId: appInsightsId
    serializedData: loadTextContent('workbook.json')
  }
}
