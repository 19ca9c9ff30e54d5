@description('Suffix that makes names unique.')
@minLength(13)
@maxLength(13)
param token string
@description('Region of the network.')
param location string
@description('Tags for every resource.')
param tags object
@description('Addresses of the network; /25 or larger.')
param addressPrefix string

resource network 'Microsoft.Network/virtualNetworks@2026-01-01' = {
  name: 'vnet-followup-${token}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: cidrSubnet(addressPrefix, 26, 1), privateEndpointNetworkPolicies: 'Disabled' }
      }
    ]
  }

  resource appSubnet 'subnets' existing = { name: 'app' }
  resource endpointSubnet 'subnets' existing = { name: 'endpoints' }
}

@description('Id of the network.')
output networkId string = network.id
@description('Subnet of the app.')
output appSubnetId string = network::appSubnet.id
@description('Subnet of the private endpoints.')
output endpointSubnetId string = network::endpointSubnet.id
