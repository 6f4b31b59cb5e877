// What an app ships for an import: a production build with all dependencies in, and React left out.
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { build } from 'vite'

/**
 * @typedef {{ bytes: number, gzipBytes: number, files: Map<string, number> }} Bundle
 *   bytes minified, bytes of that through gzip -9, and the minified bytes by file that has any
 */

/** @param {string} id */
export const isReact = (id) => /^(react|react-dom)(\/|$)/.test(id)

/**
 * @param {string} place the folder that has the node_modules
 * @param {string} source the module of the app
 * @param {(id: string) => boolean} [leftOut]
 * @returns {Promise<Bundle>}
 */
export async function bundle(place, source, leftOut = isReact) {
  const app = join(place, 'app.js')
  const made = await build({
    root: place,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'nowtyping:app',
        resolveId: (id) => (id === app ? id : undefined),
        load: (id) => (id === app ? source : undefined),
      },
    ],
    build: {
      write: false,
      sourcemap: true,
      minify: true,
      rolldownOptions: {
        input: app,
        external: leftOut,
        preserveEntrySignatures: 'strict',
        output: { format: 'es', minify: true },
        onwarn: () => {},
      },
    },
  })
  const outputs = (Array.isArray(made) ? made : [made]).flatMap((result) => ('output' in result ? result.output : []))
  const chunks = outputs.filter((output) => output.type === 'chunk')
  const code = chunks.map((chunk) => chunk.code.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '')).join('\n')
  const [chunk] = chunks
  return {
    bytes: Buffer.byteLength(code),
    gzipBytes: gzipSync(code, { level: 9 }).length,
    files: chunks.length === 1 && chunk?.map ? bytesByFile(code, chunk.map) : new Map(),
  }
}

/**
 * Gives each character of the code to the file that its mapping names.
 *
 * @param {string} code
 * @param {{ mappings: string, sources: readonly string[] }} map
 * @returns {Map<string, number>}
 */
function bytesByFile(code, { mappings, sources }) {
  /** @type {Map<string, number>} */
  const files = new Map()
  const lines = code.split('\n')
  let source = 0
  for (const [index, segments] of mappings.split(';').entries()) {
    const line = lines[index] ?? ''
    let column = 0
    let from = 0
    let owner = ''
    const give = () => files.set(owner, (files.get(owner) ?? 0) + Buffer.byteLength(line.slice(from, column)))
    for (const segment of segments.split(',')) {
      const [byColumns = 0, bySources] = numbersIn(segment)
      column += byColumns
      give()
      from = column
      source += bySources ?? 0
      owner = bySources === undefined ? '' : (sources[source] ?? '')
    }
    column = line.length
    give()
  }
  files.delete('')
  return files
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base 64 with a continuation bit and the sign last, as source maps have it. @param {string} segment @returns {number[]} */
function numbersIn(segment) {
  const numbers = []
  let value = 0
  let shift = 0
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit)
    value += (bits & 31) << shift
    shift += 5
    if (bits & 32) continue
    numbers.push(value & 1 ? -(value >> 1) : value >> 1)
    value = 0
    shift = 0
  }
  return numbers
}
