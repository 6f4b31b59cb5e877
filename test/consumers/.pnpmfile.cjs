// Of React Native only its types are of use here: what it needs to build and run an app is some hundred megabytes.
const TYPES = '@react-native/virtualized-lists'

function readPackage(manifest) {
  if (manifest.name !== 'react-native' && manifest.name !== TYPES) return manifest
  const { [TYPES]: lists } = manifest.dependencies ?? {}
  return {
    ...manifest,
    dependencies: lists === undefined ? {} : { [TYPES]: lists },
    peerDependencies: { react: '*' },
    peerDependenciesMeta: {},
  }
}

module.exports = { hooks: { readPackage } }
