// Every entry of every package as plain Node takes it: `node entries.mjs <specifier>…`
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
for (const specifier of process.argv.slice(2)) {
  const imported = await import(specifier)
  const required = require(specifier)
  const names = Object.keys(imported)
  if (names.length === 0) throw new Error(`${specifier} has no exports`)
  if (names.some((name) => imported[name] !== required[name])) throw new Error(`${specifier} is there twice`)
  console.log(specifier, names.join(' '))
}
