@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string
@description('Region of the endpoints.')
param location string
@description('Tags for every resource.')
param tags object
@description('Network whose names are resolved privately.')
param networkId string
@description('Subnet of the endpoints.')
param subnetId string
@description('Storage account to reach privately.')
param storageAccountId string
@description('Vault to reach privately.')
param vaultId string

var doors = [
  { group: 'blob', target: storageAccountId, zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { group: 'queue', target: storageAccountId, zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { group: 'table', target: storageAccountId, zone: 'privatelink.table.${environment().suffixes.storage}' }
  { group: 'vault', target: vaultId, zone: 'privatelink.vaultcore.azure.net' }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for door in doors: {
    name: door.zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (door, i) in doors: {
    parent: zones[i]
    name: 'followup-${token}'
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: networkId } }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2026-01-01' = [
  for door in doors: {
    name: 'pep-followup-${door.group}-${token}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        { name: door.group, properties: { privateLinkServiceId: door.target, groupIds: [door.group] } }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2026-01-01' = [
  for (door, i) in doors: {
    parent: endpoints[i]
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: door.group, properties: { privateDnsZoneId: zones[i].id } }] }
  }
]
