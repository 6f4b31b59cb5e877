// `npm run version-packages`: turns the files of .changeset into versions and changelogs, in the folder it is started in.
//
// Changesets takes a peer dependency that leaves its range for a breaking change of whoever has it, and from 0.1.0 such a
// change leads to 1.0.0. Ours is a package of the same fixed group, whose range follows its version. So it does not see it.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const changesets = createRequire(fileURLToPath(import.meta.url)).resolve('@changesets/cli/bin.js')
const originals = readdirSync('packages').map((name) => {
  const path = join('packages', name, 'package.json')
  return { path, text: readFileSync(path, 'utf8') }
})

let status = 1
try {
  for (const { path, text } of originals) {
    const { peerDependencies = {}, ...manifest } = JSON.parse(text)
    const others = Object.entries(peerDependencies).filter(([, range]) => !range.startsWith('workspace:'))
    writeFileSync(path, JSON.stringify({ ...manifest, peerDependencies: Object.fromEntries(others) }))
  }
  status = spawnSync(process.execPath, [changesets, 'version'], { stdio: 'inherit' }).status ?? 1
} finally {
  // Everything but the version is as it was, down to its layout.
  for (const { path, text } of originals) {
    const { version } = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, text.replace(/"version": "[^"]*"/, `"version": "${version}"`))
  }
}
process.exitCode = status
