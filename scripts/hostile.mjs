// Bundles a program of packages/client/test/hostile and runs it in a Node of its own: `node scripts/hostile.mjs soak
// --inputs=1000000`, or `heap --events=1000000`. Flags of Node stand before the name: `--disable-proto=throw soak`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { guard, run } from './child.mjs'
import { TOP } from './install.mjs'

/** @type {Readonly<Record<string, readonly string[]>>} */
const PROGRAMS = { soak: [], heap: ['--expose-gc'] }

/** @param {readonly string[]} args */
async function main(args) {
  const at = args.findIndex((arg) => !arg.startsWith('-'))
  const name = args[at] ?? ''
  const flags = PROGRAMS[name]
  if (flags === undefined) {
    console.error(`unable to run ${name || 'nothing'}; there is ${Object.keys(PROGRAMS).join(', ')}`)
    return 1
  }
  const place = mkdtempSync(join(tmpdir(), 'nowtyping-hostile-'))
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      root: TOP,
      build: {
        ssr: join(TOP, 'packages', 'client', 'test', 'hostile', `${name}.ts`),
        outDir: place,
        emptyOutDir: false,
        target: 'node20',
        minify: false,
        reportCompressedSize: false,
      },
      ssr: { noExternal: true },
    })
    writeFileSync(join(place, 'package.json'), '{"type":"module"}')
    const program = [...flags, ...args.slice(0, at), join(place, `${name}.js`), ...args.slice(at + 1)]
    const { code, note } = await run(process.execPath, program, { cwd: place, own: true })
    if (code !== 0) console.error(`${name} ended with ${code} ${note}`.trim())
    return code
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

guard()
process.exitCode = await main(process.argv.slice(2))
