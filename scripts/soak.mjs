// Hours of simulated chats, far faster than they pass: `npm run soak` for 20 000 of them over all protocols and a table,
// `-- --hours 500` for fewer, `-- --write` to put the table into the README and docs/soak.md; a failure prints the
// command that runs its world again, such as `-- --seed 7 --protocol matrix --mode hostile`, with `--trace` line by line.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { guard, run } from './child.mjs'
import { TOP } from './install.mjs'

const BEGIN = '<!-- soak: written by npm run soak -- --write -->'
const END = '<!-- end of soak -->'
const PAGES = ['README.md', join('docs', 'soak.md')]

/** @param {string} table */
function write(table) {
  for (const page of PAGES) {
    const path = join(TOP, page)
    const text = readFileSync(path, 'utf8')
    const [before, rest] = text.split(BEGIN)
    const after = rest?.split(END)[1]
    if (after === undefined) throw new Error(`unable to write the table; ${page} has no place for it`)
    writeFileSync(path, `${before}${BEGIN}\n${table}\n${END}${after}`)
  }
}

/** @param {readonly string[]} args */
async function main(args) {
  const place = mkdtempSync(join(tmpdir(), 'nowtyping-soak-'))
  const writes = args.includes('--write')
  let told = ''
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      root: TOP,
      build: {
        ssr: join(TOP, 'packages', 'client', 'test', 'simulation', 'soak.ts'),
        outDir: place,
        emptyOutDir: false,
        target: 'node20',
        minify: false,
        reportCompressedSize: false,
      },
      ssr: { noExternal: true },
    })
    writeFileSync(join(place, 'package.json'), '{"type":"module"}')
    const program = [join(place, 'soak.js'), ...args.filter((arg) => arg !== '--write')]
    const { code } = await run(process.execPath, program, {
      cwd: place,
      own: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      onText: (text) => {
        told += text
        process.stdout.write(text)
      },
    })
    const table = told.slice(told.indexOf('\n| |') + 1, told.lastIndexOf('|') + 1)
    if (writes && code === 0) write(table)
    return code
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

guard()
process.exitCode = await main(process.argv.slice(2))
