// What an app ships for us: `node scripts/size.mjs` fails over a limit, when importing one thing brings others along,
// and when the README says another figure; `npm run size:write` writes the README's table, `--by-file` shows where it goes.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { guard } from './child.mjs'
import { TOP } from './install.mjs'
import { bundle, isReact } from './publish/bundle.mjs'
import { layOut, PUBLISHED } from './publish/laid-out.mjs'

const CLIENT = `export { createTypingClient } from '@nowtyping/client'`
const MATRIX = `export { matrix } from '@nowtyping/client/matrix'`
const ZULIP = `export { zulip } from '@nowtyping/client/zulip'`
const ROCKETCHAT = `export { rocketchat } from '@nowtyping/client/rocketchat'`
const TRANSPORTS = ['matrix', 'rocketchat', 'zulip']
  .map((name) => `export { ${name} } from '@nowtyping/client/${name}'`)
  .join(';')
const HOOKS = `export { TypingProvider, useTyping, useTypingUsers } from '@nowtyping/react'`

/**
 * Limits are what was measured when docs/decisions/0012 was written, and 3 %: in bytes through gzip -9.
 *
 * @type {readonly { name: string, source: string, limit: number, leftOut?: (id: string) => boolean }[]}
 */
const SIZES = [
  { name: 'client and hooks, without a transport', source: `${CLIENT};${HOOKS}`, limit: 16_440 },
  { name: 'client, hooks and Matrix', source: `${CLIENT};${HOOKS};${MATRIX}`, limit: 25_350 },
  { name: 'client, hooks and Zulip', source: `${CLIENT};${HOOKS};${ZULIP}`, limit: 28_030 },
  { name: 'client, hooks and Rocket.Chat, without its rooms', source: `${CLIENT};${HOOKS};${ROCKETCHAT}`, limit: 30_340 },
  { name: 'client, hooks and all three', source: `${CLIENT};${HOOKS};${MATRIX};${ZULIP};${ROCKETCHAT}`, limit: 42_850 },
  {
    name: '`@nowtyping/react` alone, all of it',
    source: `export * from '@nowtyping/react'`,
    limit: 4_370,
    leftOut: (id) => isReact(id) || id.startsWith('@nowtyping/client'),
  },
  { name: '`formatTyping` alone', source: `export { formatTyping } from '@nowtyping/react/format'`, limit: 1_420 },
]

/**
 * One thing imported, and the only files that may have a byte in the bundle: `sideEffects: false` at work.
 *
 * @type {readonly { name: string, source: string, files: readonly string[], limit: number }[]}
 */
const ALONE = [
  {
    name: 'TypingError',
    source: `export { TypingError } from '@nowtyping/client'`,
    files: ['client/dist/protocol/errors.js'],
    limit: 260,
  },
  {
    name: 'formatTyping',
    source: `export { formatTyping } from '@nowtyping/react/format'`,
    files: [
      'react/dist/format.js',
      'react/dist/ink.js',
      'react/dist/locale.js',
      'react/dist/messages/en.js',
      'react/dist/shown-name.js',
    ],
    limit: 3_060,
  },
  {
    name: 'one language',
    source: `export { de } from '@nowtyping/react/messages/de'`,
    files: ['react/dist/messages/de.js'],
    limit: 460,
  },
  {
    name: 'useTypingUsers',
    source: `export { useTypingUsers } from '@nowtyping/react'`,
    files: ['react/dist/context.js', 'react/dist/selection.js', 'react/dist/use-typing-users.js'],
    limit: 1_400,
  },
  {
    name: 'TypingInspector',
    source: `export { TypingInspector } from '@nowtyping/react/inspect'`,
    files: [
      'react/dist/ink.js',
      'react/dist/inspect/entry-row.js',
      'react/dist/inspect/numbering.js',
      'react/dist/inspect/typing-inspector.js',
      'react/dist/inspect/words.js',
      'react/dist/locale.js',
      'react/dist/shown-name.js',
    ],
    limit: 4_360,
  },
]

/**
 * What is asked for by a name of its own, and must have no byte in what an app ships that does not ask.
 *
 * @type {readonly { name: string, source: string, never: RegExp }[]}
 */
const WITHOUT = [
  {
    name: 'client, hooks and every transport, without an inspector',
    source: `${CLIENT};export * from '@nowtyping/react';${TRANSPORTS}`,
    never: /\/inspect\//,
  },
]

/** What is aimed at, and what others ship for the same in an app: measured as ours, in kB through gzip. */
const OTHERS = [
  ['our aim without a transport / Matrix / Zulip / Rocket.Chat / all', '4 / 10 / 10 / 9 / 16'],
  ['@rocket.chat/ddp-client alone', '10.2'],
  ['zulip-js alone', '11.7'],
  ['socket.io-client', '13.1'],
  ['@liveblocks/client and its React package', '67.8'],
  ['ably, @ably/chat and its useTyping', '78.8'],
  ['stream-chat / and its React package', '103 / 313'],
  ['@sendbird/chat', '176'],
  ['matrix-js-sdk 43 without / with encryption', '225 / 2 366'],
]

const BEGIN = '<!-- sizes: written by npm run size:write -->'
const END = '<!-- end of sizes -->'

/** @param {number} bytes */
const kB = (bytes) => (bytes / 1000).toFixed(1)

/** @param {readonly { name: string, gzipBytes: number }[]} measured */
function table(measured) {
  const rows = measured.map(({ name, gzipBytes }) => `| ${name} | **${kB(gzipBytes)}** |`)
  const others = OTHERS.map(([name, size]) => `| ${name} | ${size} |`)
  return [
    BEGIN,
    '| minified, through gzip, all dependencies in but React | kB |',
    '|---|---:|',
    ...rows,
    ...others,
    END,
  ].join('\n')
}

guard()
const README = join(TOP, 'README.md')
const { place, entries } = await layOut('size')
const short = (/** @type {string} */ file) => file.replace(/^.*node_modules\/(@nowtyping\/)?/, '')
const faults = []
const measured = []

for (const { name, source, limit, leftOut } of SIZES) {
  const { bytes, gzipBytes, files } = await bundle(place, source, leftOut)
  measured.push({ name, gzipBytes })
  console.log(`${String(gzipBytes).padStart(7)} of ${limit}  ${name} (${bytes} before gzip)`)
  if (gzipBytes > limit) faults.push(`${name} is ${gzipBytes} bytes through gzip; the limit is ${limit}`)
  if (!process.argv.includes('--by-file')) continue
  for (const [file, own] of [...files].toSorted(([, a], [, b]) => b - a)) {
    console.log(`${String(own).padStart(9)}  ${short(file)}`)
  }
}

for (const { name, source, files, limit } of ALONE) {
  const made = await bundle(place, source, (id) => isReact(id))
  const found = [...made.files.keys()].map(short).toSorted()
  console.log(`${String(made.bytes).padStart(7)} of ${limit}  ${name} alone, before gzip`)
  if (made.bytes > limit) faults.push(`${name} alone is ${made.bytes} bytes; the limit is ${limit}`)
  if (found.join() !== files.join()) {
    faults.push(`${name} alone brings ${found.join(', ')}; wanted is ${files.join(', ')}`)
  }
}

for (const { name, source, never } of WITHOUT) {
  const { files } = await bundle(place, source)
  const found = [...files.keys()].map(short).filter((file) => never.test(file))
  console.log(`${String(found.length).padStart(7)} of 0  files too many in ${name}`)
  if (files.size === 0) faults.push(`${name}: the bundle names no files, so nothing was looked for`)
  if (found.length > 0) faults.push(`${name} has ${found.join(', ')}`)
}

const nothing = await bundle(place, entries.map(({ specifier }) => `import '${specifier}'`).join('\n'), (id) =>
  id.startsWith('node:'),
)
if (nothing.bytes > 0) faults.push(`importing every entry and using nothing leaves ${nothing.bytes} bytes`)

const text = readFileSync(README, 'utf8')
const [before = '', rest = ''] = text.split(BEGIN)
const after = rest.split(END)[1] ?? ''
const wanted = `${before}${table(measured)}${after}`
if (rest === '') faults.push('the README has no place for the sizes')
else if (wanted !== text) {
  if (process.argv.includes('--write')) writeFileSync(README, wanted)
  else faults.push('the sizes in the README are not these: npm run size:write')
}
for (const page of [README, ...PUBLISHED.map((name) => join(TOP, 'packages', name, 'README.md'))]) {
  const prose = page === README ? before + after : readFileSync(page, 'utf8')
  const stray = /\d[\d.,]*\s?kB/i.exec(prose)
  if (stray) faults.push(`${relative(TOP, page)} says ${stray[0]} where nobody checks it`)
}

if (faults.length > 0) {
  console.error(`\n${faults.join('\n')}`)
  process.exitCode = 1
}
