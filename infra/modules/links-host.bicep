@description('App behind the name.')
param appName string
@description('Region of the certificate.')
param location string
@description('Tags for every resource.')
param tags object
@description('Name whose CNAME and TXT records point to the app.')
param hostName string
@description('False: the name is bound. True: it also has a certificate, which Azure renews.')
param certified bool

resource app 'Microsoft.Web/sites@2025-03-01' existing = { name: appName }

// A certificate needs a bound name, and binding it again without one would take the certificate off: hence two deployments.
resource certificate 'Microsoft.Web/sites/certificates@2025-03-01' = if (certified) {
  parent: app
  name: 'links'
  location: location
  tags: tags
  properties: { canonicalName: hostName }
}

resource binding 'Microsoft.Web/sites/hostNameBindings@2025-03-01' = {
  parent: app
  name: hostName
  properties: certified
    ? {
        customHostNameDnsRecordType: 'CName'
        hostNameType: 'Verified'
        sslState: 'SniEnabled'
        thumbprint: certificate!.properties.thumbprint
      }
    : { customHostNameDnsRecordType: 'CName', hostNameType: 'Verified' }
}
