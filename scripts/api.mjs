// The public API of each entry as text: `node scripts/api.mjs` fails when etc/ says something else, or when
// something exported has no doc comment; `npm run api:accept` writes what is there now.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { guard } from './child.mjs'
import { TOP } from './install.mjs'
import { declarationOf, exportsOf } from './publish/declarations.mjs'
import { layOut } from './publish/laid-out.mjs'

const ETC = join(TOP, 'etc')

/** @param {string} specifier */
const fileOf = (specifier) => `${specifier.replace('@nowtyping/', '').replaceAll('/', '-')}.api.md`

/** @param {readonly string[]} texts */
const code = (texts) => `\`\`\`ts\n${texts.join('\n\n')}\n\`\`\`\n`

/** @param {{ path: string, name: string }} declared */
const keyOf = ({ path, name }) => `${path}#${name}`

/**
 * @param {import('./publish/laid-out.mjs').Entry} entry
 * @param {ReadonlySet<string>} offeredSomewhere what this or another report is about
 * @returns {{ report: string, undocumented: string[] }}
 */
function describe({ specifier, types }, offeredSomewhere) {
  const undocumented = []
  const texts = []
  const queue = []
  for (const [exportedAs, declared] of exportsOf(types)) {
    const { text, uses, documented } = declarationOf(declared)
    if (!documented) undocumented.push(exportedAs)
    texts.push(exportedAs === declared.name ? text : `${text}\nexport { ${declared.name} as ${exportedAs} }`)
    queue.push(...uses)
  }
  const seen = new Set(offeredSomewhere)
  const hidden = []
  for (const used of queue) {
    if (used === undefined || seen.has(keyOf(used))) continue
    seen.add(keyOf(used))
    const { text, uses } = declarationOf(used)
    hidden.push(text)
    queue.push(...uses)
  }
  const reached = hidden.length === 0 ? '' : `\nUsed by these, and not exported:\n\n${code(hidden.toSorted())}`
  const note = 'Written by `npm run api:accept`; a change here is a change for whoever uses the package.'
  return { report: `# API of \`${specifier}\`\n\n${note}\n\n${code(texts)}${reached}`, undocumented }
}

/** @param {string} before @param {string} after */
function difference(before, after) {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  const [known, wanted] = [new Set(old), new Set(fresh)]
  return [
    ...old.filter((line) => !wanted.has(line)).map((line) => `  - ${line}`),
    ...fresh.filter((line) => !known.has(line)).map((line) => `  + ${line}`),
  ]
}

guard()
const accepts = process.argv.includes('--accept')
const { entries } = await layOut('api')
const faults = []
const offered = new Set(entries.flatMap(({ types }) => exportsOf(types).map(([, declared]) => keyOf(declared))))
const wanted = new Set(entries.map(({ specifier }) => fileOf(specifier)))
mkdirSync(ETC, { recursive: true })

for (const entry of entries) {
  const { report, undocumented } = describe(entry, offered)
  faults.push(...undocumented.map((name) => `${entry.specifier} says nothing about ${name}`))
  const path = join(ETC, fileOf(entry.specifier))
  const accepted = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (accepted === report) continue
  if (accepts) writeFileSync(path, report)
  else faults.push(`${entry.specifier} is not what ${relative(TOP, path)} says`, ...difference(accepted, report))
}
for (const stray of readdirSync(ETC).filter((name) => name.endsWith('.api.md') && !wanted.has(name))) {
  if (accepts) rmSync(join(ETC, stray))
  else faults.push(`etc/${stray} is about an entry that is not there`)
}

if (faults.length > 0) {
  console.error(faults.join('\n'))
  if (!accepts) console.error('\nIf this is meant: npm run api:accept, and say it in a changeset')
  process.exitCode = 1
} else {
  console.log(`${entries.length} entries are as etc/ says, and each export is documented`)
}
